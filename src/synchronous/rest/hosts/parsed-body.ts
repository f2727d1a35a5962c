import type { IncomingMessage } from 'node:http';

import { kernelErrors } from '../../../kernel/errors.ts';

/** A request of a framework on `node:http`, whose body may have been read before. */
export type ReadRequest = IncomingMessage & { readonly body?: unknown; readonly rawBody?: unknown };

/**
 * The bytes of a body that the framework read already; `undefined` where it is unread. The bytes as sent where the
 * framework kept them (`rawBody`), else what it made of them, written as JSON again. Throws `DATA_TOO_DEEP`.
 */
export function parsedBody(incoming: ReadRequest): Uint8Array | undefined {
  const { rawBody, body } = incoming;
  if (rawBody instanceof Uint8Array) return rawBody;
  if (!incoming.readableEnded || body === undefined) return undefined;
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : written(body));
}

function written(body: unknown): string {
  try {
    return JSON.stringify(body) ?? '';
  } catch (error) {
    // The framework has built what is too deep to be walked.
    throw kernelErrors.DATA_TOO_DEEP({ what: 'The JSON is nested too deep.', cause: error });
  }
}

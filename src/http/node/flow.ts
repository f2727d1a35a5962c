import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';

import type { HttpResponse } from '../../driver/endpoint.ts';

/** Lets go of a body that nobody will read. */
export function abandon(body: HttpResponse['body']): void {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return;
  if (body instanceof Readable) body.destroy();
  else void Promise.resolve(body[Symbol.asyncIterator]().return?.()).catch(() => {});
}

/**
 * Writes a body that comes in pieces, as fast as the client takes them, and lets go of it when the client goes away. Where the
 * body fails, `cut` ends the answer without its end, after what was written.
 */
export async function flow(out: Writable, body: AsyncIterable<Uint8Array>, cut: () => void): Promise<void> {
  const iterator = body[Symbol.asyncIterator]();
  let written = Promise.resolve();
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done === true || out.destroyed) break;
      const { promise, resolve } = Promise.withResolvers<void>();
      written = promise;
      // Called with an error too, where the client went away.
      if (!out.write(value, () => resolve())) await drained(out);
    }
    if (out.destroyed) await iterator.return?.();
    else out.end();
  } catch {
    await written;
    cut();
  }
}

/** Resolves when more can be written, or never will be. */
function drained(out: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (out.destroyed) return resolve();
    const done = (): void => {
      out.off('drain', done).off('close', done);
      resolve();
    };
    out.on('drain', done).on('close', done);
  });
}

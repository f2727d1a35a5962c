import type { HttpRequest } from '../driver/endpoint.ts';
import { parseJson } from '../kernel/json.ts';
import { codingOf, unpackedBody } from './content/decompress.ts';
import { httpErrors } from './errors.ts';

/** Limits of a JSON body. */
export interface JsonLimits {
  /** Bytes. */
  readonly maxBody: number;
  /** Levels of nesting. */
  readonly maxDepth: number;
}

const jsonType = /^application\/(?:json|[\w!#$&^.+-]{1,100}\+json)\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** The bytes of a body, unpacked; at once where the host has them. Throws `CONTENT_ENCODING_UNSUPPORTED`, `BODY_ENCODING_MALFORMED`, `BODY_TOO_LARGE` or `BODY_TOO_SLOW`. */
export function readBytes(request: HttpRequest, { maxBody }: JsonLimits): Uint8Array | Promise<Uint8Array> {
  const coding = request.headers['content-encoding'] === undefined ? undefined : codingOf(request);
  return coding === undefined ? request.body(maxBody) : unpackedBody(request, coding, maxBody);
}

/** The JSON of a body; `undefined` where it is empty. Throws `MEDIA_TYPE_UNSUPPORTED`, `JSON_MALFORMED` or `DATA_TOO_DEEP`. */
export function parseBody(request: HttpRequest, bytes: Uint8Array, limits: JsonLimits): unknown {
  if (bytes.length === 0) return undefined;
  const type = request.headers['content-type'];
  if (type !== 'application/json' && (type === undefined || !jsonType.test(type)))
    throw httpErrors.MEDIA_TYPE_UNSUPPORTED(type === undefined ? 'The body has no content-type.' : `The content type "${type.slice(0, 80)}" is not read.`);
  return parseJson(bytes, limits.maxDepth);
}

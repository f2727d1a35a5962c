import { pipeline, Readable } from 'node:stream';

import type { HttpRequest } from '../../driver/endpoint.ts';
import { httpErrors } from '../errors.ts';
import { readCodings, unpack, unpacker } from './codings.ts';
import type { ReadCoding } from './codings.ts';

/** How a body is encoded; `undefined`: it is not. Throws `CONTENT_ENCODING_UNSUPPORTED`. */
export function codingOf(request: HttpRequest): ReadCoding | undefined {
  const given = request.headers['content-encoding']?.trim().toLowerCase();
  if (given === undefined || given === '' || given === 'identity') return undefined;
  const coding = given === 'x-gzip' ? 'gzip' : readCodings.find((each) => each === given);
  if (coding !== undefined) return coding;
  throw httpErrors.CONTENT_ENCODING_UNSUPPORTED(`The content encoding "${given.slice(0, 40)}" is not read.`);
}

/** The bytes of a body, unpacked; neither before nor after more than `limit`. Throws `BODY_TOO_LARGE`, `BODY_ENCODING_MALFORMED`. */
export async function unpackedBody(request: Pick<HttpRequest, 'body'>, coding: ReadCoding, limit: number): Promise<Uint8Array> {
  const bytes = await request.body(limit);
  try {
    return bytes.length === 0 ? bytes : await unpack(bytes, coding, limit);
  } catch (error) {
    throw unpackFault(error, coding, limit);
  }
}

/** A body as it comes, unpacked. Throws `BODY_ENCODING_MALFORMED` as it is read. */
export async function* unpackedStream(body: AsyncIterable<Uint8Array>, coding: ReadCoding): AsyncIterable<Uint8Array> {
  try {
    // Its errors reach whoever reads the unpacker.
    yield* pipeline(Readable.from(body, { objectMode: false }), unpacker(coding), () => {});
  } catch (error) {
    throw isPackingFault(error) ? unpackFault(error, coding, 0) : error;
  }
}

const isPackingFault = (error: unknown): boolean => error instanceof Error && 'code' in error && /^(?:Z_|ERR_|ZSTD_)/.test(String(error.code));

function unpackFault(error: unknown, coding: ReadCoding, limit: number): Error {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
    return httpErrors.BODY_TOO_LARGE({ what: `The body is larger than ${limit} bytes once it is unpacked.`, details: { limit } });
  return httpErrors.BODY_ENCODING_MALFORMED({ what: `The body is not ${coding} as its content encoding says.`, cause: error });
}

import type { HttpRequest } from '../../driver/endpoint.ts';
import { codingOf, unpackedBody } from '../../http/content/decompress.ts';
import { httpErrors } from '../../http/errors.ts';

/** The body of a delivery: as it is signed, and as it came where it was compressed. */
export interface Received {
  readonly body: Buffer;
  readonly packed: Buffer | undefined;
}

interface Limits {
  readonly maxBody: number;
  readonly receiveWithin: number;
}

/** Reads the raw bytes, whatever their type. Throws `BODY_TOO_LARGE`, `BODY_TOO_SLOW`, `CONTENT_ENCODING_UNSUPPORTED`, `BODY_ENCODING_MALFORMED`. */
export async function receive(request: HttpRequest, { maxBody, receiveWithin }: Limits): Promise<Received> {
  const coding = codingOf(request);
  const given = request.body(maxBody);
  const bytes = given instanceof Promise ? await inTime(given, receiveWithin) : given;
  if (coding === undefined) return { body: asBuffer(bytes), packed: undefined };
  return { body: asBuffer(await unpackedBody({ body: () => bytes }, coding, maxBody)), packed: asBuffer(bytes) };
}

const asBuffer = (bytes: Uint8Array): Buffer => (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));

async function inTime<T>(work: Promise<T>, limit: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(httpErrors.BODY_TOO_SLOW(`The body was not here within ${limit} ms.`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // It may still fail, when nobody listens.
    work.catch(() => {});
  }
}

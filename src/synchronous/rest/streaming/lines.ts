import { httpErrors } from '../../../http/errors.ts';

/** Sizes of a streaming body, bytes. */
export interface StreamLimits {
  /** Of one line. */
  readonly maxBody: number;
  /** Of everything. */
  readonly maxStream: number;
}

const tooLarge = (what: string, limit: number): Error => httpErrors.BODY_TOO_LARGE({ what: `${what} is larger than ${limit} bytes.`, details: { limit } });

/** The pieces of a body while they are no more than `limit` bytes together. Throws `BODY_TOO_LARGE`. */
export async function* limited(chunks: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > limit) throw tooLarge('The body', limit);
    yield chunk;
  }
}

/** The lines of a body, without their ends and without empty ones; never more than one is held. Throws `BODY_TOO_LARGE`. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, { maxBody, maxStream }: StreamLimits): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  const take = (part: Uint8Array): void => {
    size += part.length;
    if (size > maxBody) throw tooLarge('A line of the body', maxBody);
    if (part.length > 0) held.push(part);
  };
  const line = (): Uint8Array => {
    const [only = new Uint8Array(0)] = held;
    const whole = held.length < 2 ? only : Buffer.concat(held, size);
    held = [];
    size = 0;
    return whole.at(-1) === 0x0d ? whole.subarray(0, -1) : whole;
  };
  for await (const chunk of limited(chunks, maxStream)) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      take(chunk.subarray(start, end));
      start = end + 1;
      const whole = line();
      if (whole.length > 0) yield whole;
    }
    take(chunk.subarray(start));
  }
  const last = line();
  if (last.length > 0) yield last;
}

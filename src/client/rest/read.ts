import { clientErrors } from '../errors.ts';

/** The JSON of an answer, of at most `limit` bytes; `undefined` where it is empty or no JSON. Throws `CLIENT_ANSWER_TOO_LARGE` or `CLIENT_UNREACHABLE`. */
export async function readAnswer(response: Response, limit: number): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of bytesOf(response)) {
    total += chunk.length;
    if (total > limit) throw clientErrors.CLIENT_ANSWER_TOO_LARGE({ what: `The answer is larger than ${limit} bytes.`, details: { limit } });
    chunks.push(chunk);
  }
  try {
    return total === 0 ? undefined : JSON.parse(Buffer.concat(chunks, total).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The pieces of a body. Throws `CLIENT_UNREACHABLE` where the connection breaks. */
export async function* bytesOf(response: Response): AsyncGenerator<Uint8Array> {
  try {
    if (response.body !== null) yield* response.body as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw clientErrors.CLIENT_UNREACHABLE({ what: 'The connection broke before the answer was whole.', cause: error });
  }
}

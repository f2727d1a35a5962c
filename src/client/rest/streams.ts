import type { Operation } from '../../kernel/contract.ts';
import { linesOf } from '../../synchronous/rest/streaming/lines.ts';
import { clientErrors } from '../errors.ts';
import { checkedAnswer } from '../output.ts';
import { errorOfProblem, isProblem } from './problem.ts';
import { bytesOf } from './read.ts';

/** The values of a streaming answer, each checked. Throws what the handler threw, at its place. `limit`: bytes of one value. */
export async function* valuesOf(contract: Operation, response: Response, limit: number): AsyncGenerator<unknown> {
  const lines = linesOf(bytesOf(response), { maxBody: limit, maxStream: Infinity });
  const events = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  for await (const value of events ? eventsOf(contract, lines) : recordsOf(contract, lines)) yield await checkedAnswer(contract, value);
}

const decoder = new TextDecoder();

/** NDJSON: one value a line; a failure is the last one, in an envelope. */
async function* recordsOf(contract: Operation, lines: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  for await (const line of lines) {
    const value = parsed(contract, decoder.decode(line));
    const problem = typeof value === 'object' && value !== null && 'problem' in value && Object.keys(value).length === 1 ? value.problem : undefined;
    if (isProblem(problem)) throw await errorOfProblem(contract, problem);
    yield value;
  }
}

/** Server-sent events: `end` is the end, so that a break is told from it. */
async function* eventsOf(contract: Operation, lines: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  let name = '';
  for await (const line of lines) {
    const text = decoder.decode(line);
    if (text.startsWith('event:')) name = text.slice(6).trim();
    if (!text.startsWith('data:')) continue;
    if (name === 'end') return;
    const value = parsed(contract, text.slice(5));
    if (name === 'problem' && isProblem(value)) throw await errorOfProblem(contract, value);
    yield value;
  }
  throw clientErrors.CLIENT_UNREACHABLE('The connection broke before the answer was whole.');
}

function parsed(contract: Operation, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw clientErrors.CLIENT_ANSWER_INVALID({ what: `A value of the output of "${contract.name}" is not JSON.`, cause: error });
  }
}

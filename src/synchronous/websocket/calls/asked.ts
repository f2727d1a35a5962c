import type { Clock } from '../../../kernel/clock.ts';
import { alarm } from '../../../kernel/clock.ts';
import { itemSchema } from '../../../kernel/contract.ts';
import type { Operation } from '../../../kernel/contract.ts';
import { IsthmusError } from '../../../kernel/error.ts';
import { validate } from '../../../kernel/validate.ts';
import { resilienceErrors } from '../../../resilience/errors.ts';
import { websocketErrors } from '../errors.ts';
import type { FrameOfType, ProblemFrame } from '../protocol/frames.ts';
import type { ServerFrame } from '../protocol/write.ts';

interface Question {
  readonly contract: Operation;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How the server asks. */
export interface Asking {
  /** Milliseconds since 1970. */
  readonly deadline: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly traceparent: string | undefined;
}

/** What a client was asked and has not answered yet. */
export class Questions {
  readonly #open = new Map<number, Question>();
  readonly #say: (frame: ServerFrame) => void;
  readonly #clock: Clock;
  #last = 0;

  constructor(say: (frame: ServerFrame) => void, clock: Clock) {
    this.#say = say;
    this.#clock = clock;
  }

  /** Asks, and resolves with the answer, checked. Rejects with a declared error, `DATA_INVALID`, `DEADLINE_EXCEEDED`, `CALL_CANCELLED`, `WEBSOCKET_PEER_GONE` or `WEBSOCKET_PEER_FAILED`. */
  async ask(contract: Operation, input: unknown, { deadline, signal, traceparent }: Asking): Promise<unknown> {
    const valid = await validate(itemSchema(contract.input), input, `The input of "${contract.name}"`);
    signal?.throwIfAborted();
    const id = (this.#last -= 1);
    const left = deadline === undefined ? undefined : Math.max(1, Math.ceil(deadline - this.#clock.now()));
    const answer = new Promise<unknown>((resolve, reject) => this.#open.set(id, { contract, resolve, reject }));
    const release = this.#watch(id, left, signal);
    try {
      this.#say({ type: 'call', id, operation: contract.name, input: valid ?? null, ...(left === undefined ? {} : { deadline: left }), ...(traceparent === undefined ? {} : { traceparent }) });
      return await answered(contract, await answer);
    } finally {
      release();
      this.#open.delete(id);
    }
  }

  /** An answer came; one that nobody waits for is nothing. */
  answer(frame: FrameOfType<'result'> | FrameOfType<'error'>): void {
    const question = this.#open.get(frame.id);
    if (question === undefined) return;
    if (frame.type === 'result') question.resolve(frame.output);
    else question.reject(declared(question.contract, frame.error));
  }

  /** The client went away. */
  fail(): void {
    for (const { contract, reject } of this.#open.values()) reject(websocketErrors.WEBSOCKET_PEER_GONE(`The client closed its socket before it answered "${contract.name}".`));
  }

  #watch(id: number, left: number | undefined, signal: AbortSignal | undefined): () => void {
    const stop = (error: Error): void => {
      this.#say({ type: 'cancel', id });
      this.#open.get(id)?.reject(error);
    };
    const gone = (): void => stop(resilienceErrors.CALL_CANCELLED({ what: 'The call was cancelled by its caller.', cause: signal?.reason }));
    const disarm = left === undefined ? undefined : alarm(this.#clock, left, () => stop(resilienceErrors.DEADLINE_EXCEEDED('The deadline passed before the client answered.')));
    signal?.addEventListener('abort', gone, { once: true });
    return () => {
      disarm?.();
      signal?.removeEventListener('abort', gone);
    };
  }
}

/** Clients are outside: what they answer is checked. */
async function answered(contract: Operation, output: unknown): Promise<unknown> {
  try {
    return await validate(itemSchema(contract.output), output ?? null, `The answer to "${contract.name}"`);
  } catch (error) {
    throw websocketErrors.WEBSOCKET_PEER_FAILED({ what: error instanceof IsthmusError ? error.what : `The answer to "${contract.name}" can't be checked.`, cause: error });
  }
}

function declared(contract: Operation, { code, detail, data }: ProblemFrame): Error {
  if (!Object.hasOwn(contract.errors, code)) return websocketErrors.WEBSOCKET_PEER_FAILED({ what: `The client answered "${contract.name}" with the error ${JSON.stringify(code.slice(0, 80))}: ${detail.slice(0, 200)}`, details: { code: code.slice(0, 80) } });
  const result = contract.errors[code]?.data?.['~standard'].validate(data);
  if (result instanceof Promise || result?.issues !== undefined) return websocketErrors.WEBSOCKET_PEER_FAILED(`The client answered "${contract.name}" with the error "${code}", whose data does not fit its schema.`);
  const make = contract.error as (code: string, message: string, data?: unknown) => IsthmusError;
  return make(code, detail.slice(0, 1_000), data);
}

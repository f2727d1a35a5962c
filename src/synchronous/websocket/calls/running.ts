import { httpErrors } from '../../../http/errors.ts';
import { resilienceErrors } from '../../../resilience/errors.ts';
import { websocketErrors } from '../errors.ts';
import type { FrameOfType } from '../protocol/frames.ts';
import { problem } from '../shown.ts';
import type { Surroundings } from '../surroundings.ts';
import { InboundCall } from './inbound.ts';
import type { CallSurroundings } from './inbound.ts';

/** A client that asks for more than it reads is refused once so many times its buffer waits. */
const swamp = 16;

/** A client as its calls see it. */
export interface Asker extends CallSurroundings {
  /** Bytes that wait for it. */
  readonly buffered: number;
}

/** The calls of one client that run. */
export class RunningCalls {
  readonly #socket: Surroundings;
  readonly #asker: Asker;
  readonly #calls = new Map<number, InboundCall>();

  constructor(socket: Surroundings, asker: Asker) {
    this.#socket = socket;
    this.#asker = asker;
  }

  get size(): number {
    return this.#calls.size;
  }

  begin(frame: FrameOfType<'call'>): void {
    try {
      this.#admit(frame.id);
      const call = new InboundCall(frame, this.#socket.operation(frame.operation), this.#asker);
      call.begin();
      // Most are over at once, and need no place among those that run.
      if (!call.isOver) this.#calls.set(frame.id, call);
    } catch (error) {
      this.#asker.say({ type: 'error', id: frame.id, error: problem(error) });
    }
  }

  input({ id, value }: FrameOfType<'item'>): void {
    const call = this.#calls.get(id);
    try {
      call?.input?.push(value);
    } catch (error) {
      call?.abort(error as Error);
    }
  }

  endInput(id: number): void {
    this.#calls.get(id)?.input?.end();
  }

  credit({ id, count }: FrameOfType<'credit'>): void {
    this.#calls.get(id)?.credit?.give(count);
  }

  cancel(id: number): void {
    this.#calls.get(id)?.abort(resilienceErrors.CALL_CANCELLED('The client cancelled the call.'));
  }

  over({ id }: InboundCall): void {
    this.#calls.delete(id);
  }

  /** Nobody waits for them any more. */
  abort(reason: Error): void {
    for (const call of Array.from(this.#calls.values())) call.abort(reason);
  }

  /** Throws `SERVER_DRAINING`, `WEBSOCKET_MESSAGE_INVALID`, `WEBSOCKET_LIMIT_EXCEEDED`. */
  #admit(id: number): void {
    const { options, taking } = this.#socket;
    const { buffered } = this.#asker;
    if (!taking) throw httpErrors.SERVER_DRAINING({ what: 'The app is stopping.', retryAfter: 1_000 });
    if (this.#calls.has(id)) throw websocketErrors.WEBSOCKET_MESSAGE_INVALID(`A call with the id ${id} runs already.`);
    if (this.#calls.size >= options.calls) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`At most ${options.calls} calls of a client run at the same time (option calls).`);
    if (buffered >= swamp * options.buffer) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`${buffered} bytes of answers wait for this client, which asks faster than it reads (option buffer).`);
  }
}

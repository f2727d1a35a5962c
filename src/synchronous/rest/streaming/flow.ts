import type { MethodHost, Outcome } from '../../../driver/method.ts';
import { faultText, isOurFault, problemOf } from '../../../http/problem.ts';
import { alarm } from '../../../kernel/clock.ts';
import { traceFields } from '../../../kernel/trace.ts';
import { validate } from '../../../kernel/validate.ts';
import { resilienceErrors } from '../../../resilience/errors.ts';
import { restErrors } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import { shownFault } from '../failure.ts';
import { refuseOutput } from '../output.ts';
import type { Running, Waited } from '../running.ts';
import type { Format } from './formats.ts';
import { Turns } from './turns.ts';
import type { Turn } from './turns.ts';

/** Values at hand are sent together up to so many characters. */
const batch = 16_384;

/** One answer that flows: pulls values from the handler as fast as the client takes them, and ends when either goes away. */
export class Flow implements Waited {
  before: Waited | undefined = undefined;
  after: Waited | undefined = undefined;
  readonly #exchange: Exchange;
  readonly #format: Format;
  readonly #outcome: Outcome;
  readonly #host: MethodHost;
  readonly #running: Running;
  readonly #turns: Turns;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #release: () => void;
  #pending: Promise<IteratorResult<unknown>>;
  #over = false;

  constructor(exchange: Exchange, format: Format, outcome: Outcome, host: MethodHost, running: Running) {
    this.#exchange = exchange;
    this.#format = format;
    this.#outcome = outcome;
    this.#host = host;
    this.#running = running;
    this.#turns = new Turns(host.clock, format.beat === undefined ? undefined : exchange.route.options.heartbeat);
    this.#iterator = sequenceOf(outcome.output, exchange);
    this.#pending = this.#pull();
    this.#release = this.#watch();
    running.add(this);
  }

  /** Resolves with the first value, its absence, or after `patience` milliseconds; rejects where the handler fails before that, so that the status can still say so. */
  async begun(patience: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const disarm = alarm(this.#host.clock, patience, resolve);
    try {
      await Promise.race([this.#pending, promise]);
    } catch (error) {
      await this.end();
      throw error;
    } finally {
      disarm();
    }
  }

  abort(reason: Error): void {
    this.#turns.stop(reason);
    this.#exchange.abort(reason);
  }

  get drain(): ((reason: Error) => void) | undefined {
    return this.#format.endless ? (reason) => this.abort(reason) : undefined;
  }

  /** The bytes of the answer. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    try {
      if (this.#format.opening !== '') yield Buffer.from(this.#format.opening);
      for await (const text of this.#texts()) yield Buffer.from(text);
      // Nothing is told to be over before the effects of the handler are durable.
      await this.#host.commit(this.#outcome.end?.());
      if (this.#format.end !== '') yield Buffer.from(this.#format.end);
    } catch (error) {
      yield Buffer.from(this.#problem(error));
      if (this.#format.cut) throw error;
    } finally {
      await this.end();
    }
  }

  /** Lets go of the handler and of everything that watched it. */
  async end(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    this.#release();
    this.#running.delete(this);
    // A generator that waits for something ends when its signal says so; nobody here waits for that.
    this.#exchange.abort(resilienceErrors.CALL_CANCELLED('The answer is over.'));
    void Promise.resolve(this.#iterator.return?.()).catch(() => {});
  }

  async *#texts(): AsyncGenerator<string> {
    let text = '';
    try {
      for (;;) {
        const turn = await this.#turns.next(this.#pending, text !== '');
        if (typeof turn !== 'string' && turn.done === true) break;
        text += typeof turn === 'string' ? this.#quiet(turn, text) : await this.#item(turn.value);
        if (typeof turn !== 'string' && text.length < batch) continue;
        yield text;
        text = '';
        await this.#running.turns.wait();
      }
    } catch (error) {
      if (text !== '') yield text;
      throw error;
    }
    if (text !== '') yield text;
  }

  #quiet(turn: Turn & string, text: string): string {
    return turn === 'beat' && text === '' ? (this.#format.beat ?? '') : '';
  }

  async #item(value: unknown): Promise<string> {
    const { route } = this.#exchange;
    const checked = await checkedItem(route, value);
    this.#pending = this.#pull();
    const id = route.options.eventId === undefined ? undefined : (checked as Readonly<Record<string, unknown>> | null)?.[route.options.eventId];
    return this.#format.item(JSON.stringify(checked) ?? 'null', id === undefined || id === null ? undefined : String(id));
  }

  #pull(): Promise<IteratorResult<unknown>> {
    const pending = Promise.resolve(this.#iterator.next());
    // Whether it is still awaited when it fails depends on who went away first.
    pending.catch(() => {});
    return pending;
  }

  /** Follows the client and the deadline. */
  #watch(): () => void {
    const { deadline, request: { signal } } = this.#exchange;
    const gone = (): void => this.abort(resilienceErrors.CALL_CANCELLED({ what: 'The client went away.', cause: signal.reason }));
    if (signal.aborted) gone();
    else signal.addEventListener('abort', gone, { once: true });
    const disarm = deadline === undefined ? undefined : alarm(this.#host.clock, deadline - this.#host.clock.now(), () => this.abort(resilienceErrors.DEADLINE_EXCEEDED('The deadline passed while the answer flowed.')));
    return () => {
      signal.removeEventListener('abort', gone);
      disarm?.();
    };
  }

  #problem(error: unknown): string {
    const { route, request, traceparent } = this.#exchange;
    const shown = shownFault(this.#exchange, error);
    if (isOurFault(shown)) this.#host.log.error('A streaming answer failed.', { error: faultText(error), link: route.link.name, method: request.method, path: request.path, ...traceFields(traceparent) });
    return this.#format.problem(problemOf(shown, traceparent));
  }
}

async function checkedItem(route: Exchange['route'], value: unknown): Promise<unknown> {
  try {
    return await validate(route.output, value, route.outputName);
  } catch (error) {
    return refuseOutput(route, error);
  }
}

function sequenceOf(output: unknown, { route }: Exchange): AsyncIterator<unknown> {
  const sequence = output as Partial<AsyncIterable<unknown> & Iterable<unknown>> | null | undefined;
  const iterator = sequence?.[Symbol.asyncIterator]?.();
  if (iterator !== undefined) return iterator;
  throw restErrors.REST_OUTPUT_INVALID(`The handler of "${route.contract.name}" answered with no async iterable, and its contract says that the output streams.`);
}

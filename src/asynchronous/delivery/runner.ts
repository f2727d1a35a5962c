import { alarm } from '../../kernel/clock.ts';
import { categoryOf } from '../../kernel/error.ts';
import type { Outcome } from '../../driver/method.ts';
import { deliveryErrors } from './errors.ts';
import type { ConsumerSetting, Item } from './item.ts';

export interface RunObserver {
  succeeded(item: Item, outcome: Outcome): void;
  failed(item: Item, error: unknown): void;
  /** It takes longer than it may. */
  timedOut(item: Item, error: unknown): void;
  /** It did not stop when told to. */
  stuck(item: Item, error: unknown): void;
}

const shortestLook = 10;
const longestLook = 1_000;

/** Runs handlers and watches their time. A handler that answers at once costs no promise and no timer. */
export class Runner {
  readonly #setting: ConsumerSetting;
  readonly #observer: RunObserver;
  /** And when each began, on the clock that never jumps. */
  readonly #running = new Map<Item, number>();
  readonly #idle: (() => void)[] = [];
  #disarm: (() => void) | undefined;

  constructor(setting: ConsumerSetting, observer: RunObserver) {
    this.#setting = setting;
    this.#observer = observer;
  }

  get size(): number {
    return this.#running.size;
  }

  items(): readonly Item[] {
    return Array.from(this.#running.keys());
  }

  /** Starts a handler. Answers with whether it goes on. */
  start(item: Item): boolean {
    this.#begin(item);
    let outcome;
    try {
      outcome = this.#setting.work.run(item);
    } catch (error) {
      this.#failed(item, error);
      return false;
    }
    if (!(outcome instanceof Promise)) {
      this.#succeeded(item, outcome);
      return false;
    }
    this.#running.set(item, this.#setting.clock.monotonic());
    this.#setting.meter.running(this.#running.size);
    this.#watch();
    this.#await(item, outcome);
    return true;
  }

  #begin(item: Item): void {
    const { clock, meter, spans } = this.#setting;
    item.begin(clock.now());
    item.began = meter.begin();
    meter.order(item.envelope);
    if (spans !== undefined) item.span = spans.process(item);
    // What was delayed on purpose, or tried before, did not wait for its handler all that time.
    if (item.began !== 0 && item.attempt === 1) meter.waited(item.began, item.startedAt - (item.envelope.notBefore ?? item.envelope.time));
  }

  #succeeded(item: Item, outcome: Outcome): void {
    const { clock, meter } = this.#setting;
    meter.handled(item.began);
    if (item.began !== 0) meter.whole(item.began, clock.now() - item.envelope.time);
    item.span?.end();
    this.#observer.succeeded(item, outcome);
  }

  #failed(item: Item, error: unknown): void {
    this.#count(item, error);
    this.#observer.failed(item, error);
  }

  #count(item: Item, error: unknown): void {
    this.#setting.meter.failed(item.began, categoryOf(error));
    item.span?.fail(error);
    item.span?.end();
  }

  #await(item: Item, outcome: Promise<Outcome>): void {
    outcome.then(
      (value) => {
        if (this.#end(item)) this.#succeeded(item, value);
      },
      (error: unknown) => {
        if (this.#end(item)) this.#failed(item, item.abortReason ?? error);
      },
    );
  }

  /** Whether anybody still waits for it. */
  #end(item: Item): boolean {
    const waited = this.#running.delete(item);
    if (this.#running.size === 0) {
      this.#disarm?.();
      this.#disarm = undefined;
      for (const wake of this.#idle.splice(0)) wake();
    }
    return waited;
  }

  /** Stops waiting for a handler; its result will not count. */
  abandon(item: Item): void {
    if (this.#end(item)) this.#count(item, item.abortReason);
  }

  /** Resolves once no handler runs. */
  idle(): Promise<void> {
    return this.#running.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  /** One look at all of them from time to time is cheaper than a timer for each. */
  #watch(): void {
    if (this.#disarm !== undefined) return;
    const { timeout, grace } = this.#setting.policy;
    const pause = Math.min(Math.max(Math.min(timeout, grace) / 8, shortestLook), longestLook);
    this.#disarm = alarm(this.#setting.clock, pause, () => {
      this.#disarm = undefined;
      this.#look();
      if (this.#running.size > 0) this.#watch();
    });
  }

  #look(): void {
    const now = this.#setting.clock.monotonic();
    const { timeout, grace } = this.#setting.policy;
    for (const [item, began] of this.#running) {
      const took = Math.round(now - began);
      if (took < timeout) continue;
      if (item.abortReason === undefined) this.#observer.timedOut(item, deliveryErrors.HANDLER_TIMEOUT(`A handler of "${this.#setting.name}" ran for ${took} ms; ${timeout} ms is the limit.`));
      else if (took >= timeout + grace) this.#stuck(item, took);
    }
  }

  #stuck(item: Item, took: number): void {
    this.abandon(item);
    this.#observer.stuck(item, deliveryErrors.HANDLER_STUCK(`A handler of "${this.#setting.name}" still runs ${took} ms after its start, though its signal was aborted.`));
  }
}

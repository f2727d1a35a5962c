import { alarm } from '../../kernel/clock.ts';
import { categoryOf, IsthmusError } from '../../kernel/error.ts';
import type { Outcome } from '../../driver/method.ts';
import type { StateStore } from '../../driver/state-store.ts';
import { Attempts } from './attempts.ts';
import type { Breath } from './breath.ts';
import { Committer } from './committer.ts';
import type { CommitObserver } from './committer.ts';
import { DeadLetters } from './dead-letters.ts';
import { Ending } from './ending.ts';
import { deliveryErrors } from './errors.ts';
import { describeFailure, withAttempt } from './failure.ts';
import { Fifo } from './fifo.ts';
import type { ConsumerSetting, Item, Source } from './item.ts';
import { Lines } from './lines.ts';
import { lineOfKey, ParkedLines } from './parked.ts';
import { reduce } from './reducer.ts';
import type { DeliveryEvent, Step } from './reducer.ts';
import { Resumption } from './resumption.ts';
import { Runner } from './runner.ts';
import type { RunObserver } from './runner.ts';
import { isConditional } from './unit.ts';

const begin: DeliveryEvent = { type: 'begin', expired: false, crashed: false };
const succeeded: DeliveryEvent = { type: 'succeeded' };
const drain: DeliveryEvent = { type: 'drain' };
const park: DeliveryEvent = { type: 'park' };
const lost: ReadonlySet<string> = new Set(['SETTLED_LATE', 'SETTLED_TWICE']);

/** How many arrivals may wait for a free place before no more are asked for. */
const lowWater = 256;

/**
 * Gives messages to their handlers: as many at a time as allowed, one at a time for each key, and carries out
 * what the reducer says. Nothing else decides about order, retry and parking.
 */
export class Dispatcher implements RunObserver, CommitObserver {
  readonly attempts: Attempts;
  readonly letters: DeadLetters;
  readonly parked: ParkedLines;
  readonly committer: Committer;
  readonly runner: Runner;
  readonly resumption: Resumption;
  readonly #setting: ConsumerSetting;
  readonly #breath: Breath;
  readonly #ending: Ending;
  readonly #arrivals = new Fifo<Item>();
  readonly #ready = new Fifo<Item>();
  readonly #lines = new Lines();
  readonly #waiting = new Set<Item>();
  #wakers: (() => void)[] = [];
  #pumping = false;
  #resting = false;
  #alone = false;
  #paused = false;
  #draining = false;

  constructor(setting: ConsumerSetting, state: StateStore, sources: readonly Source[], breath: Breath, unclean: boolean) {
    this.#setting = setting;
    this.#breath = breath;
    this.attempts = new Attempts(setting.name, unclean);
    this.letters = new DeadLetters(setting.name, state, setting.policy.keepDeadLetters);
    this.parked = new ParkedLines(setting.name, state);
    this.#ending = new Ending(setting, this.attempts, this.letters, this.parked);
    this.committer = new Committer(setting, sources, this);
    this.runner = new Runner(setting, this);
    this.resumption = new Resumption(setting, this.parked, this.attempts, this.committer, this.#lines, (item) => this.#again(item));
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Whether more may be asked for. */
  get hungry(): boolean {
    return !this.#paused && !this.#draining && this.#arrivals.size < lowWater && this.parked.active < this.#setting.policy.window * 16;
  }

  /** Resolves when it may have become hungry. */
  hunger(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  /** Handled before; only its engine does not know it yet. */
  settled(item: Item): void {
    item.state = { phase: 'done', attempts: 0 };
    this.committer.settle(item);
  }

  arrive(item: Item): void {
    if (this.#draining) this.#release(item, reduce(item.state, drain, this.#setting.policy));
    else this.#arrivals.push(item);
  }

  /** Starts what can be started, as long as this turn of the event loop allows. */
  readonly pump = (): void => {
    if (this.#pumping || this.#resting) return;
    this.#pumping = true;
    while (this.#next()) if (!this.#breath.left) { this.#rest(); break; }
    this.#pumping = false;
    if (this.#wakers.length > 0 && this.hungry) for (const wake of this.#wakers.splice(0)) wake();
  };

  #rest(): void {
    this.#resting = true;
    this.#breath.next(() => {
      this.#resting = false;
      this.pump();
    });
  }

  #next(): boolean {
    if (this.#paused || this.#draining || this.#alone || this.runner.size >= this.#setting.policy.concurrency) return false;
    const ready = this.#ready.shift();
    if (ready !== undefined) return ready.void ? this.#leave(ready) : this.#begin(ready);
    const arrival = this.#arrivals.shift();
    return arrival !== undefined && this.#admit(arrival);
  }

  /** A message from outside finds its place: behind its key, in the store, or at its handler. Answers with whether to go on. */
  #admit(item: Item): boolean {
    if (item.void) return true;
    this.attempts.recall(item);
    const line = this.#lineOf(item);
    if (line === undefined) return this.#begin(item);
    item.line = line;
    if (this.parked.size > 0 && this.parked.get(line) !== undefined) this.#parkBehind(item, line);
    else if (this.#lines.follow(line, item)) this.#relieve(line);
    else return this.#begin(item);
    return true;
  }

  #lineOf(item: Item): string | undefined {
    const { order } = this.#setting.policy;
    if (order === 'none') return undefined;
    if (order === 'global') return lineOfKey('');
    const { key } = item.envelope;
    return key === undefined ? undefined : lineOfKey(key);
  }

  #begin(item: Item): boolean {
    if (item.alone && !item.inFlight) return this.#beginAlone(item);
    const { expiresAt } = item.envelope;
    const expired = expiresAt !== undefined && expiresAt <= this.#setting.clock.now();
    const event: DeliveryEvent = expired || item.record.crashes > 0 ? { type: 'begin', expired, crashed: item.record.crashes > 0 } : begin;
    const step = reduce(item.state, event, this.#setting.policy);
    item.state = step.state;
    if (step.command === 'bury') this.#bury(item, expired ? this.#expired(item) : this.#exhausted(item));
    else if (step.command === 'run' && this.runner.start(item)) this.#lines.hold(item);
    return true;
  }

  /** What was being handled when the process ended is handled with nothing beside it, so that the guilty one is found. */
  #beginAlone(item: Item): boolean {
    this.#lines.hold(item);
    if (this.runner.size > 0) {
      this.#ready.unshift(item);
      return false;
    }
    this.#alone = true;
    this.committer.write(this.attempts.open([item]));
    void this.committer.flushed().then(() => {
      this.#alone = false;
      if (item.void || this.#draining) this.#leave(item);
      else this.#begin(item);
      this.#alone = this.runner.size > 0;
      this.pump();
    });
    return false;
  }

  succeeded(item: Item, outcome: Outcome): void {
    if (item.void) {
      this.#leave(item);
      return this.#ended();
    }
    if (outcome.effects !== undefined) {
      item.effects = outcome.effects;
      item.holds = isConditional(outcome.effects);
    }
    this.#ending.done(item);
    this.committer.settle(item);
    if (item.holds) this.#lines.hold(item);
    else {
      item.state = reduce(item.state, succeeded, this.#setting.policy).state;
      this.#leave(item);
    }
    this.#ended();
  }

  failed(item: Item, error: unknown): void {
    if (item.void) this.#leave(item);
    else {
      const { policy, clock } = this.#setting;
      const deferred = item.held;
      const retryAt = this.#ending.retryAt(item.state.attempts, error);
      const event: DeliveryEvent = deferred ? { type: 'deferred', retryAt } : { type: 'failed', category: categoryOf(error), retryAt };
      const step = reduce(item.state, event, policy);
      if (!deferred && step.command !== 'return') {
        const { code, what } = describeFailure(error);
        item.record = withAttempt(item.record, item.state.attempts, item.failedAttempt(clock.now(), code, what));
      }
      item.state = step.state;
      this.#follow(item, step, error);
    }
    this.#ended();
  }

  /** Does what the reducer says after a failure. */
  #follow(item: Item, { state, command }: Step, error: unknown): void {
    if (command === 'bury') this.#bury(item, error);
    else if (command === 'return') this.#release(item, { state, command });
    else if (command === 'wait' && state.phase === 'waiting') this.#wait(item, state.until);
  }

  #wait(item: Item, until: number): void {
    const { clock, policy } = this.#setting;
    this.#lines.hold(item);
    const delay = until - clock.now();
    if (delay > policy.hold || this.#crowded) return this.#parkUntil(item, until);
    this.committer.write(this.#ending.attempted(item));
    if (this.#draining) return this.#release(item, reduce(item.state, drain, policy));
    this.#waiting.add(item);
    item.disarm = alarm(clock, delay, () => {
      this.#waiting.delete(item);
      this.#ready.push(item);
      this.pump();
    });
  }

  /** Too much of the window is taken by messages that only wait. */
  get #crowded(): boolean {
    return (this.#waiting.size + this.#lines.followers) * 2 >= this.#setting.policy.window;
  }

  /** So that a key that waits takes no room from others, it moves to the store with all who stand behind it. */
  #relieve(line: string): void {
    const head = this.#crowded ? this.#lines.headOf(line) : undefined;
    if (head?.state.phase !== 'waiting' || !this.#waiting.delete(head)) return;
    head.disarm?.();
    this.#parkUntil(head, head.state.until);
  }

  #parkBehind(item: Item, line: string): void {
    if (item.stored !== undefined) return this.#landed(item);
    item.state = reduce(item.state, park, this.#setting.policy).state;
    this.#ending.parkBehind(item, line);
    this.committer.settle(item);
  }

  #parkUntil(item: Item, until: number): void {
    item.state = reduce(item.state, park, this.#setting.policy).state;
    const line = this.#ending.parkUntil(item, until);
    this.committer.settle(item);
    this.#parkFollowers(line);
    this.resumption.at(line, until);
  }

  #parkFollowers(line: string): void {
    for (const follower of this.#lines.takeFollowers(line)) this.#parkBehind(follower, line);
    this.#lines.remove(line);
  }

  #bury(item: Item, error: unknown): void {
    if (item.state.phase !== 'dead') return;
    const failure = this.#ending.dead(item, item.state.reason, error);
    this.committer.settle(item);
    this.#setting.log.warn('message became a dead letter', { consumer: this.#setting.name, reason: item.state.reason, code: failure.code, what: failure.what, attempts: item.state.attempts });
    if (item.line !== undefined && this.parked.get(item.line)?.state === 'poisoned') this.#parkFollowers(item.line);
    else this.#leave(item);
  }

  #expired(item: Item): Error {
    return deliveryErrors.MESSAGE_EXPIRED(`A message of "${this.#setting.name}" expired at ${new Date(item.envelope.expiresAt ?? 0).toISOString()}.`);
  }

  #exhausted(item: Item): Error {
    return deliveryErrors.MESSAGE_CRASHED(`A message of "${this.#setting.name}" was being handled ${item.record.crashes} times when the process ended; ${item.state.attempts} attempts in all.`);
  }

  timedOut(item: Item, error: unknown): void {
    const step = reduce(item.state, { type: 'timed-out' }, this.#setting.policy);
    item.state = step.state;
    if (step.command === 'abort') item.abort(error);
  }

  stuck(item: Item, error: unknown): void {
    const step = reduce(item.state, { type: 'stuck' }, this.#setting.policy);
    item.state = step.state;
    if (item.void) this.#leave(item);
    else this.#follow(item, step, error);
    this.#ended();
  }

  committed(item: Item): void {
    item.holds = false;
    item.state = reduce(item.state, succeeded, this.#setting.policy).state;
    this.#leave(item);
    this.pump();
  }

  refused(item: Item, error: unknown): void {
    item.holds = false;
    item.effects = undefined;
    item.operations = undefined;
    const { phase, attempts } = item.state;
    if ((phase === 'running' || phase === 'done') && !(error instanceof IsthmusError && lost.has(error.code))) {
      item.state = { phase: 'running', attempts, abort: 'no' };
      return this.failed(item, error);
    }
    item.void = true;
    this.#setting.log.warn('a message is delivered again', { consumer: this.#setting.name, error });
    this.#leave(item);
    this.pump();
  }

  #release(item: Item, step: Step): void {
    item.state = step.state;
    if (item.stored !== undefined) return;
    item.released = true;
    item.add(...this.attempts.close(item), ...(this.#setting.work.waits?.(item) ?? []));
    this.committer.settle(item);
  }

  /** The next of its line has its turn; a line in the store goes on there. */
  #leave(item: Item): true {
    const { line } = item;
    if (line === undefined) return true;
    const next = this.#lines.leave(line, item);
    if (next !== undefined) this.#ready.push(next);
    else if (this.parked.size > 0 && this.parked.get(line)?.state === 'active') this.resumption.at(line, 0);
    return true;
  }

  #again(item: Item): void {
    this.#ready.push(item);
    this.pump();
  }

  #ended(): void {
    if (this.#alone && this.runner.size === 0) this.#alone = false;
    if (this.#arrivals.size > 0 || this.#ready.size > 0 || this.#wakers.length > 0) this.pump();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.pump();
  }

  /** Messages that have come and whose handler has not begun or waits to begin again. */
  *#idle(): IterableIterator<Item> {
    yield* this.#arrivals;
    yield* this.#ready;
    yield* this.#waiting;
    yield* this.#lines.all();
  }

  /** Lanes move to another receiver: what has not begun is void; resolves once what runs is settled. */
  async revoke(lanes: ReadonlySet<number>, source: Source): Promise<void> {
    this.#void(lanes, source);
    const running = new Set(this.runner.items().filter((item) => isOf(item, lanes, source)));
    while (this.runner.items().some((item) => running.has(item))) await new Promise<void>((resolve) => alarm(this.#setting.clock, 5, resolve));
    await this.committer.flushed();
  }

  /** Lanes were lost, or sought elsewhere: what was received from them is void, its handlers are aborted. */
  lose(lanes: ReadonlySet<number>, source: Source): void {
    this.#void(lanes, source);
    for (const item of this.runner.items()) {
      if (!isOf(item, lanes, source)) continue;
      item.void = true;
      item.abort(deliveryErrors.DELIVERY_LOST(`"${this.#setting.name}" lost the lane of a message that is being handled.`));
    }
  }

  #void(lanes: ReadonlySet<number>, source: Source): void {
    for (const item of Array.from(this.#idle())) if (isOf(item, lanes, source)) this.#drop(item);
  }

  #drop(item: Item): void {
    item.void = true;
    item.disarm?.();
    this.#landed(item);
    if (this.#waiting.delete(item)) this.#leave(item);
  }

  #landed(item: Item): void {
    if (item.inFlight) this.committer.write(this.attempts.close(item));
  }

  /** Takes nothing new and waits for what runs; at `signal` handlers are aborted, and what is unfinished goes back. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#draining = true;
    this.resumption.stop();
    for (const item of Array.from(this.#idle())) {
      if (item.void) continue;
      this.#release(item, reduce(item.state, drain, this.#setting.policy));
      // It may still stand behind a handler that fails meanwhile, and must not be parked with it.
      item.void = true;
    }
    this.#arrivals.clear();
    this.#ready.clear();
    for (const item of this.#waiting) item.disarm?.();
    this.#waiting.clear();
    for (const wake of this.#wakers.splice(0)) wake();
    let disarm: (() => void) | undefined;
    const abort = () => { disarm = this.#abortRunning(); };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    await this.runner.idle();
    signal.removeEventListener('abort', abort);
    disarm?.();
    await this.committer.flushed();
  }

  /** Lets go of everything, finished or not. */
  close(): void {
    this.#draining = true;
    this.resumption.stop();
    for (const item of this.#waiting) item.disarm?.();
    for (const item of this.runner.items()) this.runner.abandon(item);
    for (const wake of this.#wakers.splice(0)) wake();
    this.committer.close();
  }

  /** Answers with how to call off that those who do not stop are left behind. */
  #abortRunning(): () => void {
    const error = deliveryErrors.DELIVERY_DRAINED(`"${this.#setting.name}" stops while a handler runs.`);
    for (const item of this.runner.items()) {
      item.state = reduce(item.state, drain, this.#setting.policy).state;
      item.abort(error);
    }
    return alarm(this.#setting.clock, Math.min(this.#setting.policy.grace, 1_000), () => this.#abandonRunning());
  }

  #abandonRunning(): void {
    for (const item of this.runner.items()) {
      this.runner.abandon(item);
      this.#release(item, reduce(item.state, { type: 'stuck' }, this.#setting.policy));
    }
  }
}

function isOf({ delivery, source }: Item, lanes: ReadonlySet<number>, of: Source): boolean {
  return delivery !== undefined && source === of && lanes.has(delivery.lane);
}

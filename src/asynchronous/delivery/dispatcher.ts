import type { StateStore } from '../../driver/state-store.ts';
import { Aside } from './aside.ts';
import { Attempts } from './attempts.ts';
import type { Breath } from './breath.ts';
import { Committer } from './committer.ts';
import { DeadLetters } from './dead-letters.ts';
import { Ending } from './ending.ts';
import { deliveryErrors } from './errors.ts';
import type { ConsumerSetting, Item, Source } from './item.ts';
import { lineOfKey, ParkedLines } from './parked.ts';
import { Places } from './places.ts';
import { reduce } from './reducer.ts';
import type { DeliveryEvent } from './reducer.ts';
import { Results } from './results.ts';
import { Resumption } from './resumption.ts';
import { Runner } from './runner.ts';
import { Withdrawal } from './withdrawal.ts';

const begin: DeliveryEvent = { type: 'begin', expired: false, crashed: false };

/** How many arrivals may wait for a free place before no more are asked for. */
const lowWater = 256;
/** How many windows of lines may be worked off from the store before no more are asked for. */
const activeWindows = 16;

/**
 * Gives messages to their handlers: as many at a time as allowed, one at a time for each key, and carries out
 * what the reducer says. Nothing else decides about order, retry and parking.
 */
export class Dispatcher {
  readonly attempts: Attempts;
  readonly letters: DeadLetters;
  readonly parked: ParkedLines;
  readonly committer: Committer;
  readonly resumption: Resumption;
  readonly #setting: ConsumerSetting;
  readonly #breath: Breath;
  readonly #places = new Places();
  readonly #runner: Runner;
  readonly #aside: Aside;
  readonly #withdrawal: Withdrawal;
  #wakers: (() => void)[] = [];
  #pumping = false;
  #resting = false;
  #alone = false;
  #paused = false;
  #draining = false;

  /** `unclean`: the last process was ended before it could stop. */
  constructor(setting: ConsumerSetting, state: StateStore, sources: readonly Source[], breath: Breath, unclean: boolean) {
    const places = this.#places;
    const ready = (item: Item): void => {
      places.ready.push(item);
      this.pump();
    };
    this.#setting = setting;
    this.#breath = breath;
    this.attempts = new Attempts(setting.name, unclean);
    this.letters = new DeadLetters(setting.name, state);
    this.parked = new ParkedLines(setting.name, state);
    const ending = new Ending(setting, this.attempts, this.letters, this.parked);
    const results = new Results(setting, ending, places.lines, () => this.#ended());
    this.committer = new Committer(setting, sources, results);
    this.resumption = new Resumption(setting, this.parked, this.attempts, this.committer, places.lines, ready);
    this.#runner = new Runner(setting, results);
    this.#aside = new Aside({ setting, places, ending, attempts: this.attempts, parked: this.parked, committer: this.committer, resumption: this.resumption, ready });
    results.open(this.committer, this.#aside);
    this.#withdrawal = new Withdrawal({ setting, places, aside: this.#aside, runner: this.#runner, committer: this.committer, resumption: this.resumption });
  }

  get waiting(): number {
    return this.#places.waiting.size;
  }

  /** When the oldest was sent that was taken and has no handler yet. */
  get oldestHeld(): number | undefined {
    const running = new Set(this.#runner.items());
    let oldest: number | undefined;
    for (const item of this.#places.all()) if (!running.has(item)) oldest = Math.min(oldest ?? Infinity, item.envelope.time);
    return oldest;
  }

  /** Whether more may be asked for. */
  get hungry(): boolean {
    return !this.#paused && !this.#draining && this.#places.arrivals.size < lowWater && this.parked.active < this.#setting.policy.window * activeWindows;
  }

  /** Resolves when it may have become hungry. */
  hunger(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  /** Handled before; only its engine does not know it yet. */
  settled(item: Item): void {
    this.#setting.meter.repeated();
    item.state = { phase: 'done', attempts: 0 };
    this.committer.settle(item);
  }

  arrive(item: Item): void {
    if (this.#draining) this.#aside.giveBack(item);
    else this.#places.arrivals.push(item);
  }

  /** Starts what can be started, as long as this turn of the event loop allows. */
  readonly pump = (): void => {
    if (this.#pumping || this.#resting) return;
    this.#pumping = true;
    while (this.#next()) if (!this.#breath.left) { this.#rest(); break; }
    this.#pumping = false;
    if (this.#wakers.length > 0 && this.hungry) this.#wake();
  };

  #rest(): void {
    this.#resting = true;
    this.#breath.next(() => {
      this.#resting = false;
      this.pump();
    });
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }

  /** Gives one message its turn; answers with whether there may be more. */
  #next(): boolean {
    if (this.#paused || this.#draining || this.#alone || this.#runner.size >= this.#setting.policy.concurrency) return false;
    const ready = this.#places.ready.shift();
    if (ready === undefined) {
      const arrival = this.#places.arrivals.shift();
      return arrival !== undefined && this.#admit(arrival);
    }
    if (!ready.void) return this.#begin(ready);
    this.#aside.leave(ready);
    return true;
  }

  /** A message from outside finds its place: behind its key, in the store, or at its handler. */
  #admit(item: Item): boolean {
    if (item.void) return true;
    this.attempts.recall(item);
    const line = this.#lineOf(item);
    if (line === undefined) return this.#begin(item);
    item.line = line;
    if (this.parked.size > 0 && this.parked.get(line) !== undefined) this.#aside.parkBehind(item, line);
    else if (this.#places.lines.follow(line, item)) this.#aside.relieve(line);
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
    if (step.command === 'bury') this.#aside.bury(item, endOf(item, expired, this.#setting.name));
    else if (step.command === 'run' && this.#runner.start(item)) this.#places.lines.hold(item);
    return true;
  }

  /** What was being handled when the process ended is handled with nothing beside it, so that the guilty one is found. */
  #beginAlone(item: Item): boolean {
    this.#places.lines.hold(item);
    if (this.#runner.size > 0) this.#places.ready.unshift(item);
    else void this.#runAlone(item);
    return false;
  }

  async #runAlone(item: Item): Promise<void> {
    this.#alone = true;
    this.committer.write(this.attempts.open([item]));
    await this.committer.flushed();
    if (item.void || this.#draining) this.#aside.leave(item);
    else this.#begin(item);
    this.#alone = this.#runner.size > 0;
    this.pump();
  }

  #ended(): void {
    if (this.#alone && this.#runner.size === 0) this.#alone = false;
    if (this.#places.some || this.#wakers.length > 0) this.pump();
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.pump();
  }

  revoke(lanes: ReadonlySet<number>, source: Source): Promise<void> {
    return this.#withdrawal.revoke(lanes, source);
  }

  lose(lanes: ReadonlySet<number>, source: Source): void {
    this.#withdrawal.lose(lanes, source);
  }

  /** Takes nothing new and waits for what runs; at `signal` handlers are aborted, and what is unfinished goes back. */
  drain(signal: AbortSignal): Promise<void> {
    this.#draining = true;
    this.#wake();
    return this.#withdrawal.drain(signal);
  }

  /** Lets go of everything, finished or not. */
  close(): void {
    this.#draining = true;
    this.#wake();
    this.#withdrawal.close();
  }
}

/** Why a message is not handled any more. */
function endOf({ envelope, record, state }: Item, expired: boolean, consumer: string): Error {
  if (expired) return deliveryErrors.MESSAGE_EXPIRED(`A message of "${consumer}" expired at ${new Date(envelope.expiresAt ?? 0).toISOString()}.`);
  return deliveryErrors.MESSAGE_CRASHED(`A message of "${consumer}" had ${state.attempts} attempts, ${record.crashes} of which ended with the process.`);
}

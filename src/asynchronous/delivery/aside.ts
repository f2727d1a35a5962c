import { alarm } from '../../kernel/clock.ts';
import { traceFields } from '../../kernel/trace.ts';
import type { Attempts } from './attempts.ts';
import type { Committer } from './committer.ts';
import type { Ending } from './ending.ts';
import type { ConsumerSetting, Item } from './item.ts';
import { activate } from './parked.ts';
import type { ParkedLines } from './parked.ts';
import type { Places } from './places.ts';
import { reduce } from './reducer.ts';
import type { DeliveryEvent, Step } from './reducer.ts';
import type { Resumption } from './resumption.ts';

const drain: DeliveryEvent = { type: 'drain' };
const park: DeliveryEvent = { type: 'park' };

export interface AsideParts {
  readonly setting: ConsumerSetting;
  readonly places: Places;
  readonly ending: Ending;
  readonly attempts: Attempts;
  readonly parked: ParkedLines;
  readonly committer: Committer;
  readonly resumption: Resumption;
  /** The turn of a message has come. */
  readonly ready: (item: Item) => void;
}

/** What becomes of messages that can't go on: they wait, move to the state store, die, or go back; and who comes after them. */
export class Aside {
  readonly #parts: AsideParts;
  #draining = false;

  constructor(parts: AsideParts) {
    this.#parts = parts;
  }

  /** From now on nobody waits here. */
  drain(): void {
    this.#draining = true;
  }

  /** Does what the reducer says after a failure. */
  follow(item: Item, step: Step, error: unknown): void {
    if (step.command === 'bury') this.bury(item, error);
    else if (step.command === 'return') this.release(item, step);
    else if (step.command === 'wait' && step.state.phase === 'waiting') this.#wait(item, step.state.until);
  }

  #wait(item: Item, until: number): void {
    const { setting: { clock, policy }, places, committer, ending, ready } = this.#parts;
    places.lines.hold(item);
    const delay = until - clock.now();
    if (delay > policy.hold || this.#crowded) return this.#parkUntil(item, until);
    committer.write(ending.attempted(item));
    if (this.#draining) return this.giveBack(item);
    places.waiting.add(item);
    this.#arm(item, clock.monotonic() + delay, () => {
      places.waiting.delete(item);
      ready(item);
    });
  }

  /** Timers may ring a millisecond early; a backoff is never cut short. */
  #arm(item: Item, due: number, action: () => void): void {
    const { clock } = this.#parts.setting;
    item.disarm = alarm(clock, due - clock.monotonic(), () => (clock.monotonic() < due ? this.#arm(item, due, action) : action()));
  }

  /** Too much of the window is taken by messages that only wait. */
  get #crowded(): boolean {
    return this.#parts.places.held * 2 >= this.#parts.setting.policy.window;
  }

  /** So that a key that waits takes no room from others, it moves to the store with all who stand behind it. */
  relieve(line: string): void {
    const { lines, waiting } = this.#parts.places;
    const head = this.#crowded ? lines.headOf(line) : undefined;
    if (head?.state.phase !== 'waiting' || !waiting.delete(head)) return;
    head.disarm?.();
    this.#parkUntil(head, head.state.until);
  }

  /** Its line is parked: it goes to the end of it. */
  parkBehind(item: Item, line: string): void {
    if (item.stored !== undefined) return this.landed(item);
    item.state = reduce(item.state, park, this.#parts.setting.policy).state;
    this.#parts.ending.parkBehind(item, line);
    this.#parts.setting.meter.parked();
    this.#parts.committer.settle(item);
  }

  #parkUntil(item: Item, until: number): void {
    const { setting, ending, committer, resumption } = this.#parts;
    item.state = reduce(item.state, park, setting.policy).state;
    const line = ending.parkUntil(item, until);
    setting.meter.parked();
    committer.settle(item);
    this.#parkFollowers(line);
    resumption.at(line, until);
  }

  #parkFollowers(line: string): void {
    const { lines } = this.#parts.places;
    for (const follower of lines.takeFollowers(line)) this.parkBehind(follower, line);
    lines.remove(line);
  }

  /** A dead letter. */
  bury(item: Item, error: unknown): void {
    if (item.state.phase !== 'dead') return;
    const { setting: { log, name, meter }, ending, committer, parked } = this.#parts;
    const { reason, attempts } = item.state;
    const { code, what } = ending.dead(item, reason, error);
    committer.settle(item);
    meter.died();
    log.warn('message became a dead letter', { consumer: name, reason, code, what, attempts, ...traceFields(item.span?.traceparent ?? item.envelope.traceparent) });
    if (item.line !== undefined && parked.get(item.line)?.state === 'poisoned') this.#parkFollowers(item.line);
    else this.leave(item);
  }

  /** The app stops: back to the engine. */
  giveBack(item: Item): void {
    this.release(item, reduce(item.state, drain, this.#parts.setting.policy));
  }

  release(item: Item, { state }: Step): void {
    item.state = state;
    if (item.stored !== undefined) return;
    item.released = true;
    item.add(...this.#parts.attempts.close(item), ...(this.#parts.setting.work.waits?.(item) ?? []));
    this.#parts.committer.settle(item);
  }

  /** It will not be handled here: nothing counts against it. */
  landed(item: Item): void {
    if (item.inFlight) this.#parts.committer.write(this.#parts.attempts.close(item));
  }

  /** What it was parked with was not written: the line goes on with what stands in it already. */
  unpark({ parks }: Item): void {
    const { parked, committer, resumption, setting: { clock } } = this.#parts;
    const flag = parks === undefined ? undefined : parked.get(parks.line);
    if (parks === undefined || flag === undefined || flag.deadLetter !== parks.deadLetter) return;
    committer.write([activate(parked, parks.line, clock)]);
    resumption.at(parks.line, 0);
  }

  /** The next of its line has its turn; a line in the store goes on there. */
  leave(item: Item): void {
    const { places, parked, resumption } = this.#parts;
    const { line } = item;
    if (line === undefined) return;
    const next = places.lines.leave(line, item);
    if (next !== undefined) places.ready.push(next);
    else if (parked.size > 0 && parked.get(line)?.state === 'active') resumption.at(line, 0);
  }
}

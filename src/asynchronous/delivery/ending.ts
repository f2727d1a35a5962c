import { delayFor } from '../../resilience/retry.ts';
import { IsthmusError } from '../../kernel/error.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { Attempts } from './attempts.ts';
import type { DeadLetters } from './dead-letters.ts';
import { describeFailure } from './failure.ts';
import type { Failure } from './failure.ts';
import type { ConsumerSetting, Item } from './item.ts';
import { isSingle, lineOfMessage } from './parked.ts';
import type { ParkedLines } from './parked.ts';
import type { DeadReason } from '../../driver/administration.ts';

/** What the store is told when a delivery ends here: handled, dead, or parked. Adds it to the item's unit. */
export class Ending {
  readonly #setting: ConsumerSetting;
  readonly #attempts: Attempts;
  readonly #letters: DeadLetters;
  readonly #parked: ParkedLines;

  constructor(setting: ConsumerSetting, attempts: Attempts, letters: DeadLetters, parked: ParkedLines) {
    this.#setting = setting;
    this.#attempts = attempts;
    this.#letters = letters;
    this.#parked = parked;
  }

  /** Handled. */
  done(item: Item): void {
    if (item.recorded || item.inFlight) item.add(...this.#attempts.forget(item));
    if (item.stored !== undefined) item.add(...this.#leaveStore(item));
    const { ended } = this.#setting.work;
    if (ended !== undefined) item.add(...ended.call(this.#setting.work, item, undefined, undefined));
  }

  /** A dead letter. Where order matters, its key is parked unless it only expired. */
  dead(item: Item, reason: DeadReason, error: unknown): Failure {
    const failure = describeFailure(error);
    const parksKey = item.line !== undefined && !isSingle(item.line) && reason !== 'expired' && this.#setting.policy.poison === 'park';
    const now = this.#setting.clock.now();
    const id = this.#letters.nextId(now);
    const line = item.line !== undefined && !isSingle(item.line) ? item.line : undefined;
    const facts = { reason, failure, attempts: item.state.attempts, history: item.record.history, diedAt: now, identity: item.identity, line, parksKey };
    item.add(this.#letters.put(id, facts, item.envelope), ...this.#attempts.forget(item));
    if (item.stored !== undefined) item.add(...this.#leaveStore(item));
    if (parksKey && item.line !== undefined) {
      item.add(this.#parked.flag(item.line, { state: 'poisoned', until: 0, since: now, deadLetter: id }));
      item.parks = { line: item.line, deadLetter: id };
    }
    item.add(...(this.#setting.work.ended?.(item, reason, failure) ?? []));
    return failure;
  }

  /** Stands at the end of its line in the store. The line is flagged already. */
  parkBehind(item: Item, line: string): void {
    item.add(this.#parked.append(line, { identity: item.identity, record: item.record }, item.envelope), ...this.#attempts.forget(item));
  }

  /** Waits in the store until its time, and its key with it. Answers with the line. */
  parkUntil(item: Item, until: number): string {
    const line = item.line ?? lineOfMessage(item.identity);
    item.add(this.#parked.flag(line, { state: 'active', until, since: this.#setting.clock.now(), deadLetter: undefined }));
    item.parks = { line, deadLetter: undefined };
    if (item.stored === undefined) this.parkBehind(item, line);
    else item.add(this.#parked.put(line, item.stored.entry, { identity: item.identity, record: item.record }, item.envelope), ...this.#attempts.forget(item));
    item.add(...this.#waits(item));
    return line;
  }

  /** Writes down a failed attempt of a message that waits here. */
  attempted(item: Item): readonly StateOperation[] {
    const closing = [...(item.alone ? this.#attempts.close(item) : []), ...this.#waits(item)];
    if (item.stored === undefined) return [...closing, this.#attempts.save(item, this.#setting.clock.now())];
    return [...closing, ...this.#attempts.merge(item), this.#parked.put(item.stored.line, item.stored.entry, { identity: item.identity, record: item.record }, item.envelope)];
  }

  #waits(item: Item): readonly StateOperation[] {
    return this.#setting.work.waits?.(item) ?? [];
  }

  /** When it may be tried again. */
  retryAt(attempt: number, error: unknown): number {
    const asked = error instanceof IsthmusError ? (error.retryAfter ?? 0) : 0;
    return this.#setting.clock.now() + Math.max(asked, delayFor(this.#setting.policy.backoff, attempt));
  }

  #leaveStore(item: Item): readonly StateOperation[] {
    const { stored } = item;
    if (stored === undefined) return [];
    const removal = this.#parked.remove(stored.line, stored.entry);
    return isSingle(stored.line) ? [removal, this.#parked.unflag(stored.line)] : [removal];
  }
}

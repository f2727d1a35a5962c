import { categoryOf, IsthmusError } from '../../kernel/error.ts';
import type { ErrorCategory } from '../../kernel/error.ts';
import { alarm } from '../../kernel/clock.ts';
import type { OpenEngine, Unit } from '../../driver/engine.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { Span } from '../../driver/telemetry.ts';
import type { MessageSpans } from '../../telemetry/message-spans.ts';
import { Item } from './item.ts';
import type { ConsumerSetting, Source } from './item.ts';
import { GatheredEffects, joinSettled } from './unit.ts';

/** Then nothing of the unit took effect, and never will. */
const refusals: ReadonlySet<ErrorCategory> = new Set(['conflict', 'invalid', 'not-found', 'too-large', 'unsupported', 'misconfigured']);
type Entry = Item | readonly StateOperation[];

const firstPause = 50;
const longestPause = 2_000;

export interface CommitObserver {
  /** Its unit is durable. Only called for items that hold their line. */
  committed(item: Item): void;
  /** Its unit was refused; nothing of it took effect. */
  refused(item: Item, error: unknown): void;
}

/**
 * Commits what a consumer settles: one unit at a time, and while it is on its way the next one gathers. So units
 * grow with the load, keep their order, and a fault of the engine holds everything back until it passes.
 */
export class Committer {
  readonly #setting: ConsumerSetting;
  readonly #sources: readonly Source[];
  readonly #observer: CommitObserver;
  /** In the order of the calls, which their operations must keep: a retry is written before the removal that follows it. */
  #entries: Entry[] = [];
  #waiters: (() => void)[] = [];
  #busy = false;
  #scheduled = false;
  #closed = false;

  constructor(setting: ConsumerSetting, sources: readonly Source[], observer: CommitObserver) {
    this.#setting = setting;
    this.#sources = sources;
    this.#observer = observer;
  }

  /** Settles a message together with its effects and operations. */
  settle(item: Item): void {
    this.#entries.push(item);
    this.#soon();
  }

  /** Writes to the state store with the next unit. */
  write(operations: readonly StateOperation[]): void {
    if (operations.length > 0) this.#entries.push(operations);
    this.#soon();
  }

  /** Resolves once everything added so far is durable, or nothing will be any more. */
  flushed(): Promise<void> {
    if (this.#closed || (!this.#busy && this.#isEmpty())) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.#soon();
    });
  }

  /** Gives up what is not durable yet; it is delivered again. */
  close(): void {
    this.#closed = true;
    for (const wake of this.#waiters.splice(0)) wake();
  }

  #isEmpty(): boolean {
    return this.#entries.length === 0 && this.#waiters.length === 0;
  }

  #soon(): void {
    if (this.#busy || this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#busy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (!this.#closed && !this.#isEmpty()) {
      const entries = this.#entries;
      const waiters = this.#waiters;
      this.#entries = [];
      this.#waiters = [];
      await this.#commitAll(entries);
      for (const wake of waiters) wake();
    }
    this.#busy = false;
  }

  /** What may be refused goes alone, so that it takes nothing else with it. */
  async #commitAll(entries: readonly Entry[]): Promise<void> {
    const alone = entries.filter((entry): entry is Item => entry instanceof Item && entry.holds);
    const together = alone.length === 0 ? entries : entries.filter((entry) => !(entry instanceof Item && entry.holds));
    if (together.length > 0) await this.#commitTogether(together);
    for (const item of alone) if (!this.#closed) await this.#commitAlone(item);
  }

  async #commitTogether(entries: readonly Entry[]): Promise<void> {
    const refusal = await this.#commit(entries);
    if (refusal === undefined) return;
    for (const entry of entries) {
      if (this.#closed) return;
      if (entry instanceof Item) await this.#commitAlone(entry);
      else await this.#writeAlone(entry);
    }
  }

  async #writeAlone(operations: readonly StateOperation[]): Promise<void> {
    const refusal = await this.#commit([operations]);
    if (refusal !== undefined) this.#setting.log.error('state of deliveries was refused', { consumer: this.#setting.name, error: refusal });
  }

  async #commitAlone(item: Item): Promise<void> {
    const refusal = await this.#commit([item]);
    if (refusal === undefined) {
      if (item.holds) this.#observer.committed(item);
      return;
    }
    item.source?.reopen(item);
    this.#observer.refused(item, refusal);
  }

  /** Tries until it is durable. Answers with the error where the engine refuses it for good. */
  async #commit(entries: readonly Entry[]): Promise<unknown> {
    const { unit, effects } = this.#unit(entries);
    const { host, engine, name, log } = this.#setting;
    if (effects === undefined && Object.keys(unit).length === 0) return undefined;
    const settled = this.#measured(entries);
    for (let pause = firstPause; !this.#closed; pause = Math.min(pause * 2, longestPause)) {
      try {
        await host.commit(effects, { engine, unit, ...this.#handled(entries) });
        settled(undefined);
        for (const entry of entries) if (entry instanceof Item) entry.committed();
        return undefined;
      } catch (error) {
        if (refusals.has(categoryOf(error))) {
          settled(error);
          return error;
        }
        if (this.#closed || (error instanceof IsthmusError && error.code === 'ENGINE_CLOSED')) return undefined;
        log.error('settling failed and is tried again', { consumer: name, messages: entries.length, error });
        await this.#rest(pause);
      }
    }
    return undefined;
  }

  /** Answers with what tells that the unit is durable, or refused. */
  #measured(entries: readonly Entry[]): (error: unknown) => void {
    const { meter, spans } = this.#setting;
    const began = meter.now();
    const span = spans === undefined ? undefined : settling(entries, spans);
    return (error) => {
      meter.settled(began);
      if (error !== undefined) span?.fail(error);
      span?.end();
    };
  }

  #unit(entries: readonly Entry[]) {
    const { host } = this.#setting;
    const gathered = new GatheredEffects();
    for (const entry of entries) {
      if (!(entry instanceof Item)) gathered.add(host.stateEngine, { state: entry });
      else if (entry.source?.settle(entry) !== false) gather(entry, gathered, host.stateEngine);
    }
    const { state, ...unit } = joinSettled(this.#sources.map((source) => source.take()));
    if (state !== undefined && state.length > 0) gathered.add(host.stateEngine, { state });
    return { unit: unit as Unit, effects: gathered.effects };
  }

  /** Across engines the state store remembers what was handled, until it is settled where it came from. */
  #handled(entries: readonly Entry[]) {
    const { engine, host, name } = this.#setting;
    if (engine === host.stateEngine) return {};
    const items = entries.filter((entry) => entry instanceof Item);
    const messages = items.filter((item) => item.source !== undefined && !item.released).map((item) => item.identity);
    return { handled: { consumer: name, messages } };
  }

  #rest(pause: number): Promise<void> {
    return new Promise((resolve) => alarm(this.#setting.clock, pause, resolve));
  }
}

function settling(entries: readonly Entry[], spans: MessageSpans): Span | undefined {
  let processed: Span[] | undefined;
  let count = 0;
  for (const entry of entries) {
    if (!(entry instanceof Item)) continue;
    count += 1;
    if (entry.span !== undefined) (processed ??= []).push(entry.span);
  }
  return processed === undefined ? undefined : spans.settle(processed, count);
}

function gather(item: Item, gathered: GatheredEffects, state: OpenEngine): void {
  if (item.effects !== undefined) gathered.addAll(item.effects);
  if (item.operations !== undefined) gathered.add(state, { state: item.operations });
}

import { categoryOf, IsthmusError } from '../../kernel/error.ts';
import type { ErrorCategory } from '../../kernel/error.ts';
import { alarm } from '../../kernel/clock.ts';
import type { Unit } from '../../driver/engine.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { ConsumerSetting, Item, Source } from './item.ts';
import { GatheredEffects, joinSettled } from './unit.ts';

/** Then nothing of the unit took effect, and never will. */
const refusals: ReadonlySet<ErrorCategory> = new Set(['conflict', 'invalid', 'not-found', 'too-large', 'unsupported', 'misconfigured']);
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
  #items: Item[] = [];
  #operations: StateOperation[] = [];
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
    this.#items.push(item);
    this.#soon();
  }

  /** Writes to the state store with the next unit. */
  write(operations: readonly StateOperation[]): void {
    for (const operation of operations) this.#operations.push(operation);
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
    return this.#items.length === 0 && this.#operations.length === 0 && this.#waiters.length === 0;
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
      const items = this.#items;
      const operations = this.#operations;
      const waiters = this.#waiters;
      this.#items = [];
      this.#operations = [];
      this.#waiters = [];
      await this.#commitAll(items, operations);
      for (const wake of waiters) wake();
    }
    this.#busy = false;
  }

  /** What may be refused goes alone, so that it takes nothing else with it. */
  async #commitAll(items: readonly Item[], operations: readonly StateOperation[]): Promise<void> {
    const alone = items.filter((item) => item.holds);
    const together = alone.length === 0 ? items : items.filter((item) => !item.holds);
    if (together.length > 0 || operations.length > 0) await this.#commitTogether(together, operations);
    for (const item of alone) if (!this.#closed) await this.#commitAlone(item);
  }

  async #commitTogether(items: readonly Item[], operations: readonly StateOperation[]): Promise<void> {
    const refusal = await this.#commit(items, operations);
    if (refusal === undefined) return;
    if (operations.length > 0 && items.length > 0) await this.#commit([], operations);
    else if (operations.length > 0) this.#setting.log.error('state of deliveries was refused', { consumer: this.#setting.name, error: refusal });
    for (const item of items) if (!this.#closed) await this.#commitAlone(item);
  }

  async #commitAlone(item: Item): Promise<void> {
    const refusal = await this.#commit([item], []);
    if (refusal === undefined) {
      if (item.holds) this.#observer.committed(item);
      return;
    }
    item.source?.reopen(item);
    this.#observer.refused(item, refusal);
  }

  /** Tries until it is durable. Answers with the error where the engine refuses it for good. */
  async #commit(items: readonly Item[], operations: readonly StateOperation[]): Promise<unknown> {
    const { unit, effects } = this.#unit(items, operations);
    const { host, engine, name, log } = this.#setting;
    if (effects === undefined && Object.keys(unit).length === 0) return undefined;
    for (let pause = firstPause; !this.#closed; pause = Math.min(pause * 2, longestPause)) {
      try {
        await host.commit(effects, { engine, unit, ...this.#handled(items) });
        return undefined;
      } catch (error) {
        if (refusals.has(categoryOf(error))) return error;
        if (this.#closed || (error instanceof IsthmusError && error.code === 'ENGINE_CLOSED')) return undefined;
        log.error('settling failed and is tried again', { consumer: name, messages: items.length, error });
        await this.#rest(pause);
      }
    }
    return undefined;
  }

  #unit(items: readonly Item[], operations: readonly StateOperation[]) {
    const { host } = this.#setting;
    const gathered = new GatheredEffects();
    for (const item of items) {
      if (item.source !== undefined && !item.source.settle(item)) continue;
      if (item.effects !== undefined) gathered.addAll(item.effects);
      if (item.operations !== undefined) gathered.add(host.stateEngine, { state: item.operations });
    }
    if (operations.length > 0) gathered.add(host.stateEngine, { state: operations });
    const { state, ...unit } = joinSettled(this.#sources.map((source) => source.take()));
    if (state !== undefined && state.length > 0) gathered.add(host.stateEngine, { state });
    return { unit: unit as Unit, effects: gathered.effects };
  }

  /** Across engines the state store remembers what was handled, until it is settled where it came from. */
  #handled(items: readonly Item[]) {
    const { engine, host, name } = this.#setting;
    if (engine === host.stateEngine) return {};
    const messages = items.filter((item) => item.source !== undefined && !item.released).map((item) => item.identity);
    return { handled: { consumer: name, messages } };
  }

  #rest(pause: number): Promise<void> {
    return new Promise((resolve) => alarm(this.#setting.clock, pause, resolve));
  }
}

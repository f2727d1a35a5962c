import { alarm } from '../../kernel/clock.ts';
import type { Attempts } from './attempts.ts';
import type { Committer } from './committer.ts';
import { Item } from './item.ts';
import type { Lines } from './lines.ts';
import type { ParkedEntry, ParkedLines } from './parked.ts';
import type { ConsumerSetting } from './item.ts';

/** How many messages of one line are in memory at a time. */
const page = 16;

/** Works off the lines of the state store, from their time on. */
export class Resumption {
  readonly #setting: ConsumerSetting;
  readonly #parked: ParkedLines;
  readonly #attempts: Attempts;
  readonly #committer: Committer;
  readonly #lines: Lines;
  readonly #begin: (item: Item) => void;
  /** Lines being read; `true`: again afterwards, since something changed meanwhile. */
  readonly #busy = new Map<string, boolean>();
  readonly #alarms = new Map<string, () => void>();
  #stopped = false;

  constructor(setting: ConsumerSetting, parked: ParkedLines, attempts: Attempts, committer: Committer, lines: Lines, begin: (item: Item) => void) {
    this.#setting = setting;
    this.#parked = parked;
    this.#attempts = attempts;
    this.#committer = committer;
    this.#lines = lines;
    this.#begin = begin;
  }

  /** Every line that the last process left. */
  start(): void {
    for (const name of Array.from(this.#parked.names())) {
      const line = this.#parked.get(name);
      if (line?.state === 'active') this.at(name, line.until);
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const disarm of this.#alarms.values()) disarm();
    this.#alarms.clear();
  }

  /** Goes on with a line at a time, milliseconds since 1970. */
  at(name: string, time: number): void {
    if (this.#stopped) return;
    this.#alarms.get(name)?.();
    this.#alarms.delete(name);
    const delay = time - this.#setting.clock.now();
    if (delay <= 0) return void this.#resume(name);
    this.#alarms.set(name, alarm(this.#setting.clock, delay, () => {
      this.#alarms.delete(name);
      void this.#resume(name);
    }));
  }

  async #resume(name: string): Promise<void> {
    if (this.#busy.has(name)) return void this.#busy.set(name, true);
    this.#busy.set(name, false);
    try {
      const entries = await this.#read(name);
      if (entries.length > 0 && !this.#stopped) await this.#load(name, entries);
    } catch (error) {
      this.#setting.log.error('a parked line could not be read and is tried again', { consumer: this.#setting.name, error });
      this.at(name, this.#setting.clock.now() + 1_000);
    }
    const again = this.#busy.get(name) === true;
    this.#busy.delete(name);
    if (again) this.at(name, 0);
  }

  /** The first entries of a line. An empty one is over, unless something was added meanwhile. */
  async #read(name: string): Promise<readonly ParkedEntry[]> {
    for (;;) {
      // Before the flush: what is appended while it is under way is not covered by it.
      const end = this.#parked.end(name);
      await this.#committer.flushed();
      if (this.#stopped || this.#parked.get(name)?.state !== 'active' || this.#lines.headOf(name) !== undefined) return [];
      const entries = await this.#parked.read(name, page);
      if (entries.length > 0) return entries;
      if (this.#parked.end(name) !== end) continue;
      if (this.#parked.get(name)?.state === 'active' && !this.#parked.grows(name)) this.#committer.write([this.#parked.unflag(name)]);
      return [];
    }
  }

  async #load(name: string, entries: readonly ParkedEntry[]): Promise<void> {
    const items = entries.map((entry) => this.#item(name, entry));
    await this.#journal(items.filter((item) => this.#attempts.suspects(item) && !item.alone));
    const [first, ...others] = items;
    if (first === undefined || this.#stopped || this.#lines.headOf(name) !== undefined) return;
    this.#lines.hold(first);
    for (const item of others) this.#lines.follow(name, item);
    this.#begin(first);
  }

  #item(name: string, { entry, facts, message }: ParkedEntry): Item {
    const item = new Item(this.#setting, message, undefined, undefined);
    item.line = name;
    item.stored = { line: name, entry, identity: facts.identity };
    item.record = facts.record;
    item.state = { phase: 'received', attempts: facts.record.attempts };
    this.#attempts.recall(item);
    item.alone = item.record.crashes > 0;
    return item;
  }

  async #journal(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return;
    this.#committer.write(this.#attempts.open(items));
    await this.#committer.flushed();
  }
}

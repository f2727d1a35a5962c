import type { StateOperation, StateStore } from '../../driver/state-store.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import type { EncodedMessage } from '../../kernel/message-codec.ts';
import { fromBytes, keyPart, seal, toBytes, unseal } from './envelope.ts';
import type { AttemptRecord } from './failure.ts';
import { entriesOf } from './scan.ts';

const flags = 'parked';
const lines = 'parked-lines';
const middle = 1_000_000_000_000;

/** A line of messages in the state store. */
export interface ParkedLine {
  /** `poisoned`: until somebody redrives or discards its dead letter. `active`: worked off from `until` on. */
  readonly state: 'poisoned' | 'active';
  readonly until: number;
  readonly since: number;
  /** The dead letter that it waits for. */
  readonly deadLetter: string | undefined;
}

export interface ParkedFacts {
  readonly identity: string;
  readonly record: AttemptRecord;
}

export interface ParkedEntry {
  readonly entry: string;
  readonly facts: ParkedFacts;
  readonly message: EncodedMessage;
}

interface Kept {
  readonly line: ParkedLine;
  /** Next place at the end. */
  next: number;
}

/** The lines of one consumer that wait in the state store: those of parked keys, and retries that would wait too long elsewhere. */
export class ParkedLines {
  readonly #prefix: string;
  readonly #state: StateStore;
  readonly #lines = new Map<string, Kept>();
  #active = 0;
  /** Lines that something is about to be put into, and how often. */
  readonly #growing = new Map<string, number>();

  constructor(consumer: string, state: StateStore) {
    this.#prefix = `${consumer}/`;
    this.#state = state;
  }

  async load(): Promise<void> {
    for await (const entry of entriesOf(this.#state, flags, this.#prefix)) {
      const name = decodeURIComponent(entry.key.slice(this.#prefix.length));
      const last = isSingle(name) ? middle : await this.#last(name);
      this.#keep(name, fromBytes<ParkedLine>(entry.value), last + 1);
    }
  }

  async #last(name: string): Promise<number> {
    const prefix = this.#linePrefix(name);
    const [last] = await this.#state.scan(lines, { prefix, limit: 1, reverse: true });
    return last === undefined ? middle : Number(last.key.slice(prefix.length));
  }

  get size(): number {
    return this.#lines.size;
  }

  /** Lines that are worked off by themselves. */
  get active(): number {
    return this.#active;
  }

  get(name: string): ParkedLine | undefined {
    return this.#lines.get(name)?.line;
  }

  names(): IterableIterator<string> {
    return this.#lines.keys();
  }

  /** Flags a line. */
  flag(name: string, line: ParkedLine): StateOperation {
    this.#keep(name, line, this.#lines.get(name)?.next ?? middle + 1);
    return { put: this.#flagKey(name), collection: flags, value: toBytes(line) };
  }

  #keep(name: string, line: ParkedLine, next: number): void {
    this.#uncount(name);
    if (line.state === 'active') this.#active += 1;
    this.#lines.set(name, { line, next });
  }

  #uncount(name: string): void {
    if (this.#lines.get(name)?.line.state === 'active') this.#active -= 1;
  }

  /** Something is about to be put into a line, which must not end meanwhile. Answers with how to say that it is there. */
  grow(name: string): () => void {
    this.#growing.set(name, (this.#growing.get(name) ?? 0) + 1);
    return () => {
      const left = (this.#growing.get(name) ?? 1) - 1;
      if (left > 0) this.#growing.set(name, left);
      else this.#growing.delete(name);
    };
  }

  grows(name: string): boolean {
    return this.#growing.has(name);
  }

  /** The flag of a line is what it was: what should have changed it was not written. */
  restore(name: string, line: ParkedLine | undefined): void {
    if (line === undefined) this.unflag(name);
    else this.flag(name, line);
  }

  /** The line is empty. */
  unflag(name: string): StateOperation {
    this.#uncount(name);
    this.#lines.delete(name);
    return { delete: this.#flagKey(name), collection: flags };
  }

  /** Puts a message at the end of a flagged line. */
  append(name: string, facts: ParkedFacts, message: QueueMessage): StateOperation {
    const kept = this.#lines.get(name);
    const place = kept?.next ?? middle + 1;
    if (kept !== undefined) kept.next = place + 1;
    return this.put(name, entryName(place), facts, message);
  }

  /** How far the line has grown; tells whether something was appended meanwhile. */
  end(name: string): number {
    return this.#lines.get(name)?.next ?? 0;
  }

  put(name: string, entry: string, facts: ParkedFacts, message: QueueMessage): StateOperation {
    return { put: this.#linePrefix(name) + entry, collection: lines, value: seal(facts, message) };
  }

  remove(name: string, entry: string): StateOperation {
    return { delete: this.#linePrefix(name) + entry, collection: lines };
  }

  /** Entries of a line in order. */
  async read(name: string, limit: number, after?: string): Promise<readonly ParkedEntry[]> {
    const prefix = this.#linePrefix(name);
    const entries = await this.#state.scan(lines, { prefix, limit, ...(after === undefined ? {} : { after: prefix + after }) });
    return entries.map((entry) => ({ entry: entry.key.slice(prefix.length), ...unseal<ParkedFacts>(entry.value) }));
  }

  /** The first of `count` places before all entries of a line. */
  async front(name: string, count: number): Promise<number> {
    const [first] = await this.read(name, 1);
    return (first === undefined ? middle : Number(first.entry)) - count;
  }

  place(number: number): string {
    return entryName(number);
  }

  count(name: string): Promise<number> {
    return this.#state.count(lines, this.#linePrefix(name));
  }

  total(): Promise<number> {
    return this.#state.count(lines, this.#prefix);
  }

  #flagKey(name: string): string {
    return this.#prefix + keyPart(name);
  }

  #linePrefix(name: string): string {
    return `${this.#prefix}${keyPart(name)}/`;
  }
}

/** Lets a line go on, now. */
export function activate(parked: ParkedLines, line: string, clock: Clock): StateOperation {
  const now = clock.now();
  return parked.flag(line, { state: 'active', until: now, since: now, deadLetter: undefined });
}

const entryName = (place: number): string => String(place).padStart(14, '0');

/** The line of a key. */
export const lineOfKey = (key: string): string => `k${key}`;
/** The line of a message that has no order. */
export const lineOfMessage = (identity: string): string => `m${identity}`;
/** Whether a line belongs to one message only. */
export const isSingle = (line: string): boolean => line.startsWith('m');
/** The key of a line. */
export const keyOfLine = (line: string): string | undefined => (line.startsWith('k') ? line.slice(1) : undefined);

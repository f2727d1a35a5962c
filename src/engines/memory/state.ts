import type { StateCondition, StateEntry, StateOperation, StateRange, StateStore } from '../../driver/state-store.ts';
import type { Clock } from '../../kernel/clock.ts';
import { SortedKeys } from './sorted-keys.ts';

interface Collection {
  readonly entries: Map<string, StateEntry>;
  readonly keys: SortedKeys;
}

/** Writes between two removals of what has expired. */
const sweepEvery = 1_000;

const copyOf = (entry: StateEntry): StateEntry => ({ ...entry, value: entry.value.slice() });

/** The ordered key-value store. */
export class MemoryState implements StateStore {
  private readonly collections = new Map<string, Collection>();
  private readonly clock: Clock;
  private revision = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async get(collection: string, key: string): Promise<StateEntry | undefined> {
    const entry = this.current(collection, key);
    return entry && copyOf(entry);
  }

  async scan(collection: string, range: StateRange): Promise<readonly StateEntry[]> {
    return Array.from(this.live(collection, range).take(range.limit), copyOf);
  }

  async count(collection: string, prefix = ''): Promise<number> {
    return this.live(collection, { prefix }).reduce((total) => total + 1, 0);
  }

  /** The first operation whose condition does not hold, each seeing what the ones before it would do. */
  conflict(operations: readonly StateOperation[]): StateOperation | undefined {
    const changed = new Map<string, boolean>();
    for (const operation of operations) {
      const place = `${operation.collection}\u0000${keyOf(operation)}`;
      const held = changed.has(place) ? heldAfter(changed.get(place) === true, operation.when) : heldBy(this.current(operation.collection, keyOf(operation)), operation.when);
      if (!held) return operation;
      changed.set(place, 'put' in operation);
    }
    return undefined;
  }

  apply(operation: StateOperation): void {
    const { entries, keys } = this.collection(operation.collection);
    const key = keyOf(operation);
    if (!('put' in operation)) {
      entries.delete(key);
      keys.delete(key);
      return;
    }
    this.revision += 1;
    if (this.revision % sweepEvery === 0) this.sweep();
    entries.set(key, { key, value: operation.value.slice(), revision: this.revision, expiresAt: operation.expiresAt });
    keys.add(key);
  }

  private current(collection: string, key: string): StateEntry | undefined {
    const entry = this.collections.get(collection)?.entries.get(key);
    return (entry?.expiresAt ?? Infinity) > this.clock.now() ? entry : undefined;
  }

  private *live(collection: string, range: Omit<StateRange, 'limit'>): Generator<StateEntry> {
    const keys = this.collections.get(collection)?.keys.within(range.prefix ?? '', range.after, range.reverse ?? false) ?? [];
    for (const key of keys) {
      const entry = this.current(collection, key);
      if (entry !== undefined) yield entry;
    }
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const { entries, keys } of this.collections.values()) {
      for (const entry of entries.values().filter(({ expiresAt }) => (expiresAt ?? Infinity) <= now).toArray()) {
        entries.delete(entry.key);
        keys.delete(entry.key);
      }
    }
  }

  private collection(name: string): Collection {
    const known = this.collections.get(name) ?? { entries: new Map<string, StateEntry>(), keys: new SortedKeys() };
    this.collections.set(name, known);
    return known;
  }
}

const keyOf = (operation: StateOperation): string => ('put' in operation ? operation.put : operation.delete);

function heldBy(entry: StateEntry | undefined, condition: StateCondition | undefined): boolean {
  if (condition === undefined) return true;
  return 'absent' in condition ? entry === undefined : entry?.revision === condition.revision;
}

/** Within a unit nobody knows the revision that an earlier operation of it will give. */
function heldAfter(present: boolean, condition: StateCondition | undefined): boolean {
  return condition === undefined || ('absent' in condition && !present);
}

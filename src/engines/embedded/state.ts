import type { StateEntry, StateRange, StateStore } from '../../driver/state-store.ts';
import type { StoreClock } from './clock.ts';
import type { Reader } from './read/reader.ts';
import { reading } from './read/reader.ts';

/** No key is greater in UTF-8: code points end at U+10FFFF. */
const end = '\u{10FFFF}'.repeat(4);

const live = 'collection = ?1 AND (expires IS NULL OR expires > ?2)';

/** Entries that one turn of the event loop counts: one or two milliseconds. */
const countAtOnce = 2_000;

/** Reads the key-value store. Keys are compared by their UTF-8 bytes, as SQLite's BINARY does. */
export class EmbeddedState implements StateStore {
  private readonly clock: StoreClock;
  private readonly find;
  private readonly forward;
  private readonly backward;
  private readonly counted;

  constructor({ database }: Reader, clock: StoreClock) {
    const range = `SELECT key, value, revision, expires FROM state WHERE ${live} AND key >= ?3 AND key < ?4 ORDER BY key`;
    this.clock = clock;
    this.find = database.prepare(`SELECT key, value, revision, expires FROM state WHERE ${live} AND key = ?3`);
    this.forward = database.prepare(`${range} LIMIT ?5`);
    this.backward = database.prepare(`${range} DESC LIMIT ?5`);
    this.counted = database.prepare(`SELECT count(*) AS count, max(key) AS last FROM (SELECT key FROM state WHERE ${live} AND key >= ?3 AND key < ?4 ORDER BY key LIMIT ?5)`);
  }

  async get(collection: string, key: string): Promise<StateEntry | undefined> {
    const row = reading(() => this.find.get(collection, this.clock.now().wall, key));
    return row === undefined ? undefined : entryOf(row);
  }

  async scan(collection: string, { prefix = '', after, limit, reverse }: StateRange): Promise<readonly StateEntry[]> {
    const statement = reverse === true ? this.backward : this.forward;
    const rows = reading(() => statement.all(collection, this.clock.now().wall, lowest(prefix, after), afterPrefix(prefix), limit));
    return rows.map(entryOf);
  }

  async count(collection: string, prefix = ''): Promise<number> {
    let total = 0;
    for (let from = prefix; ; ) {
      const row = reading(() => this.counted.get(collection, this.clock.now().wall, from, afterPrefix(prefix), countAtOnce));
      const count = Number(row?.['count']);
      total += count;
      if (count < countAtOnce) return total;
      from = `${String(row?.['last'])}\u0000`;
      // Values stand beside their keys, so that a large collection is read through: others must have their turns.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** The least text with this prefix that is greater than `after`, or a lesser one that no key can be. */
function lowest(prefix: string, after: string | undefined): string {
  if (after === undefined) return prefix;
  const next = `${after}\u0000`;
  return Buffer.compare(Buffer.from(prefix), Buffer.from(next)) > 0 ? prefix : next;
}

/** The least text that is greater than every text with this prefix. */
function afterPrefix(prefix: string): string {
  const points = Array.from(prefix, (letter) => letter.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return end;
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

function entryOf(row: Record<string, unknown>): StateEntry {
  const expires = row['expires'];
  return {
    key: String(row['key']),
    value: row['value'] as Uint8Array,
    revision: Number(row['revision']),
    expiresAt: expires === null ? undefined : Number(expires),
  };
}

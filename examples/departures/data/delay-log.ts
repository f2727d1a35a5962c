import { EventEmitter, once } from 'node:events';
import type { DatabaseSync } from 'node:sqlite';
import type { DataOf, OutputOf } from 'isthmus';
import type { flightDelayed, watchDelays } from '../contracts/flights.ts';
import { query } from './database.ts';
import type { Query } from './database.ts';

type Watched = OutputOf<typeof watchDelays> extends AsyncIterable<infer Delay> ? Delay : never;

/** The delays that were written down, for those that watch. */
export class DelayLog {
  readonly #after: Query<{ readonly number: number; readonly data: string }>;
  readonly #newest: Query<{ readonly number: number | null }>;
  readonly #news = new EventEmitter().setMaxListeners(0);

  constructor(database: DatabaseSync) {
    this.#after = query(database, "SELECT rowid AS number, data FROM audit WHERE rowid > ? AND event = 'flights.delayed' ORDER BY rowid LIMIT 100");
    this.#newest = query(database, 'SELECT max(rowid) AS number FROM audit');
  }

  /** Wakes those that watch. */
  told(): void {
    this.#news.emit('told');
  }

  /** Every delay after the one of that number, and then each as it is told, until nobody watches any more. */
  async *watch(origin: string | undefined, after: number | undefined, signal: AbortSignal): AsyncGenerator<Watched> {
    let last = after ?? this.#newest.get()?.number ?? 0;
    while (!signal.aborted) {
      // Before the look, so that nothing is told between the two.
      const news = once(this.#news, 'told', { signal }).catch(() => undefined);
      const found = this.#after.all(last);
      for (const { number, data } of found) {
        last = number;
        // Written by this service, from data that fitted its contract.
        const delay = JSON.parse(data) as DataOf<typeof flightDelayed>;
        if (origin === undefined || delay.origin === origin) yield { number, ...delay };
      }
      if (found.length === 0) await news;
    }
  }
}

import type { DatabaseSync } from 'node:sqlite';
import { handle, service } from 'isthmus';
import { flightDelayed, flightDeparted } from '../contracts/flights.ts';
import { showStatistics } from '../contracts/statistics.ts';
import { query } from '../data/database.ts';

interface Totals {
  readonly departed: number;
  readonly delayed: number;
  readonly cancelled: number;
  readonly meanDelay: number;
}

const totals = `SELECT count(*) FILTER (WHERE cancelled = 0) AS departed, count(*) FILTER (WHERE cancelled = 0 AND delay >= 15) AS delayed,
  count(*) FILTER (WHERE cancelled = 1) AS cancelled, round(coalesce(avg(delay) FILTER (WHERE cancelled = 0), 0), 2) AS meanDelay FROM statistics`;

/** Counts flights. A row per flight rather than counters, so that an event that comes twice counts once. */
export function statistics(database: DatabaseSync) {
  const upsert = database.prepare('INSERT OR REPLACE INTO statistics (flight, replay, origin, destination, delay, cancelled) VALUES (?, ?, ?, ?, ?, ?)');
  const summary = query<Totals>(database, totals);

  return service('statistics', [
    handle(flightDeparted, ({ flight, replay, origin, destination, delay }) => {
      upsert.run(flight, replay, origin, destination, delay, 0);
    }),
    handle(flightDelayed, ({ flight, replay, origin, destination, delay, cancelled }) => {
      upsert.run(flight, replay, origin, destination, delay, cancelled ? 1 : 0);
    }),
    handle(showStatistics, () => summary.get() ?? { departed: 0, delayed: 0, cancelled: 0, meanDelay: 0 }),
  ], { description: 'Counts flights and delays' });
}

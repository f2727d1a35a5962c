import type { DatabaseSync } from 'node:sqlite';
import { handle, service } from 'isthmus';
import type { Context } from 'isthmus';
import { showTrail } from '../contracts/audit.ts';
import { remarked } from '../contracts/board.ts';
import { flightDelayed, flightDeparted, watchDelays } from '../contracts/flights.ts';
import { query } from '../data/database.ts';
import { DelayLog } from '../data/delay-log.ts';

interface Row {
  readonly event: string;
  readonly id: string;
  readonly time: number;
  readonly data: string;
}

const shown = ({ event, id, time, data }: Row) => {
  const { delay, cancelled = false } = JSON.parse(data) as { delay: number; cancelled?: boolean };
  return { event, id, time: new Date(time).toISOString(), delay, cancelled };
};

/** Writes down everything that was said. */
export function audit(database: DatabaseSync) {
  const insert = database.prepare('INSERT OR IGNORE INTO audit (event, id, flight, time, data) VALUES (?, ?, ?, ?, ?)');
  const ofFlight = query<Row>(database, 'SELECT event, id, time, data FROM audit WHERE flight = ? ORDER BY time');
  const delays = new DelayLog(database);
  const write = (data: { readonly flight: string }, { message }: Context): void => {
    if (message !== undefined) insert.run(message.type, message.id, data.flight, message.time, JSON.stringify(data));
  };

  return service('audit', [
    handle(flightDeparted, write),
    handle(flightDelayed, (data, context) => {
      write(data, context);
      delays.told();
    }),
    handle(remarked, ({ iata, ...said }, { message }) => {
      if (message !== undefined) insert.run(message.type, message.id, iata, message.time, JSON.stringify(said));
    }),
    handle(watchDelays, ({ origin, after }, { signal }) => delays.watch(origin, after, signal)),
    handle(showTrail, ({ id }) => ({ items: ofFlight.all(id).map(shown) })),
  ], { description: 'Writes down everything that was said' });
}

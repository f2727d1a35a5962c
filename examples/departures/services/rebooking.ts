import type { DatabaseSync } from 'node:sqlite';
import { handle, service } from 'isthmus';
import { flightDelayed, flightDeparted } from '../contracts/flights.ts';
import { listRebookings, rebookPassenger } from '../contracts/passengers.ts';
import { query } from '../data/database.ts';
import { passengersOf } from '../data/flights.ts';
import { share } from '../data/hash.ts';
import type { Timetable } from '../data/timetable.ts';

/** Finds another flight for each passenger of a cancelled one: one after the other for each passenger, many passengers at a time. */
export function rebooking(timetable: Timetable, database: DatabaseSync) {
  const insert = database.prepare('INSERT OR IGNORE INTO rebookings (flight, passenger, replay, newFlight) VALUES (?, ?, ?, ?)');
  const ofFlight = query<{ passenger: string; newFlight: string | null }>(database, 'SELECT passenger, newFlight FROM rebookings WHERE flight = ?1 AND replay = (SELECT max(replay) FROM rebookings WHERE flight = ?1) ORDER BY passenger');
  const lastDeparture = new Map<string, string>();

  return service('rebooking', [
    handle(flightDeparted, ({ origin, departure }) => {
      lastDeparture.set(origin, departure);
    }),
    handle(flightDelayed, async ({ flight: id, origin, destination, cancelled, replay }, context) => {
      const flight = timetable.flight(id);
      if (!cancelled || flight === undefined) return;
      for (const passenger of passengersOf(flight)) await context.emit(rebookPassenger, { passenger, flight: id, origin, destination, replay });
    }),
    handle(rebookPassenger, ({ passenger, flight, origin, destination, replay }, { attempt }) => {
      askReservations(passenger, flight, attempt);
      const cancelled = timetable.flight(flight)?.departure ?? '';
      const now = lastDeparture.get(origin) ?? cancelled;
      const next = timetable.nextOn(origin, destination, now > cancelled ? now : cancelled);
      insert.run(flight, passenger, replay, next?.id ?? null);
    }),
    handle(listRebookings, ({ id }) => ({ items: ofFlight.all(id) })),
  ], { description: 'Finds another flight for each passenger of a cancelled one' });
}

/** Stands for a system elsewhere that is busy for 15 of 100 calls, and that never finds 4 of 100 passengers: those end as dead letters. */
function askReservations(passenger: string, flight: string, attempt: number): void {
  if (share(`unknown ${passenger} ${flight}`) < 0.04) throw new Error(`The reservation system knows no ticket of ${passenger} on ${flight}`);
  if (share(`busy ${passenger} ${flight} ${attempt}`) < 0.15) throw new Error('The reservation system is busy');
}

import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { handle, service } from 'isthmus';
import { bookSeat, getBooking } from '../contracts/bookings.ts';
import { query } from '../data/database.ts';
import { seatsOf } from '../data/flights.ts';
import type { Timetable } from '../data/timetable.ts';

interface Row {
  readonly id: string;
  readonly flight: string;
  readonly passenger: string;
  readonly number: number;
  readonly bookedAt: number;
}

/** `12C`: four seats to a row. */
const seat = (number: number): string => `${Math.ceil(number / 4)}${'ABCD'[(number - 1) % 4]}`;

const shown = ({ id, flight, passenger, number, bookedAt }: Row) => ({ id, flight, passenger, seat: seat(number), bookedAt: new Date(bookedAt).toISOString() });

/** Sells seats; what was sold survives a restart. */
export function bookings(timetable: Timetable, database: DatabaseSync) {
  const byKey = query<Row>(database, 'SELECT * FROM bookings WHERE key = ?');
  const byId = query<Row>(database, 'SELECT * FROM bookings WHERE id = ?');
  const sold = query<{ readonly count: number }>(database, 'SELECT count(*) AS count FROM bookings WHERE flight = ?');
  const insert = database.prepare('INSERT INTO bookings (key, id, flight, passenger, number, bookedAt) VALUES (?, ?, ?, ?, ?, ?)');

  return service('bookings', [
    handle(bookSeat, ({ flight: id, passenger }, { idempotencyKey }) => {
      // The key is the same whenever this call is repeated, also after a crash between this write and the answer:
      // then the seat is here already, and is given again instead of a second one.
      const known = byKey.get(idempotencyKey);
      if (known !== undefined) return shown(known);
      const flight = timetable.flight(id);
      if (flight === undefined) throw bookSeat.error('unknown-flight', `There is no flight ${id}.`);
      const number = (sold.get(id)?.count ?? 0) + 1;
      const seats = seatsOf(flight);
      if (number > seats) throw bookSeat.error('sold-out', `All ${seats} seats of ${id} are sold.`, { flight: id, seats });
      const row: Row = { id: randomUUID(), flight: id, passenger, number, bookedAt: Date.now() };
      insert.run(idempotencyKey, row.id, id, passenger, number, row.bookedAt);
      return shown(row);
    }),
    handle(getBooking, ({ id }) => {
      const row = byId.get(id);
      if (row === undefined) throw getBooking.error('unknown-booking', `There is no booking ${id}.`);
      return shown(row);
    }),
  ], { description: 'Sells seats' });
}

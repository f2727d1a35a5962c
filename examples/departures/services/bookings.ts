import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { handle, service } from 'isthmus';
import { bookSeat, getBooking } from '../contracts/bookings.ts';
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
  const byKey = database.prepare('SELECT * FROM bookings WHERE key = ?');
  const byId = database.prepare('SELECT * FROM bookings WHERE id = ?');
  const sold = database.prepare('SELECT count(*) AS count FROM bookings WHERE flight = ?');
  const insert = database.prepare('INSERT INTO bookings (key, id, flight, passenger, number, bookedAt) VALUES (?, ?, ?, ?, ?, ?) RETURNING *');

  return service('bookings', [
    handle(bookSeat, ({ flight: id, passenger }, { idempotencyKey }) => {
      // The key is the same whenever this call is repeated, also after a crash between this write and the answer:
      // then the seat is here already, and is given again instead of a second one.
      const known = byKey.get(idempotencyKey) as Row | undefined;
      if (known !== undefined) return shown(known);
      const flight = timetable.flight(id);
      if (flight === undefined) throw bookSeat.error('unknown-flight', `There is no flight ${id}.`);
      const { count } = sold.get(id) as { count: number };
      const seats = seatsOf(flight);
      if (count >= seats) throw bookSeat.error('sold-out', `All ${seats} seats of ${id} are sold.`, { flight: id, seats });
      return shown(insert.get(idempotencyKey, randomUUID(), id, passenger, count + 1, Date.now()) as unknown as Row);
    }),
    handle(getBooking, ({ id }) => {
      const row = byId.get(id) as Row | undefined;
      if (row === undefined) throw getBooking.error('unknown-booking', `There is no booking ${id}.`);
      return shown(row);
    }),
  ], { description: 'Sells seats' });
}

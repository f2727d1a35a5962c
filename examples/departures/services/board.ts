import type { DatabaseSync } from 'node:sqlite';
import { handle, service } from 'isthmus';
import { showBoard } from '../contracts/airports.ts';
import { flightDelayed, flightDeparted } from '../contracts/flights.ts';
import { query } from '../data/database.ts';
import type { Timetable } from '../data/timetable.ts';

type Status = 'departed' | 'delayed' | 'cancelled';
interface Row {
  readonly flight: string;
  readonly destination: string;
  readonly departure: string;
  readonly delay: number;
  readonly status: Status;
}

/** What hangs in the hall of each airport: its latest 20 flights. */
export function board(timetable: Timetable, database: DatabaseSync) {
  const latest = query<Row>(database, 'SELECT flight, destination, departure, delay, status FROM board WHERE airport = ? ORDER BY departure DESC LIMIT 20');
  const upsert = database.prepare('INSERT OR REPLACE INTO board (airport, departure, flight, destination, delay, status) VALUES (?, ?, ?, ?, ?, ?)');
  const trim = database.prepare('DELETE FROM board WHERE airport = ?1 AND departure < (SELECT departure FROM board WHERE airport = ?1 ORDER BY departure DESC LIMIT 1 OFFSET 19)');
  const show = (status: Status, { origin, departure, flight, destination, delay }: Omit<Row, 'status'> & { readonly origin: string }): void => {
    upsert.run(origin, departure, flight, destination, delay, status);
    trim.run(origin);
  };

  return service('board', [
    handle(flightDeparted, (data) => show(data.delay >= 15 ? 'delayed' : 'departed', data)),
    handle(flightDelayed, (data) => show(data.cancelled ? 'cancelled' : 'delayed', data)),
    handle(showBoard, ({ iata }) => {
      if (!timetable.airports.has(iata)) throw showBoard.error('unknown-airport', `There is no airport ${iata}.`);
      return { iata, flights: latest.all(iata) };
    }),
  ], { description: 'The departures board of each airport' });
}

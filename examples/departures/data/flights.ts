import { readFileSync } from 'node:fs';
import { dataFile } from './files.ts';
import { share } from './hash.ts';

export interface Flight {
  readonly id: string;
  readonly origin: string;
  readonly destination: string;
  /** Local time at the origin: `2001-01-01T01:10`. */
  readonly departure: string;
  /** Minutes; negative: early. */
  readonly delay: number;
  /** Miles. */
  readonly distance: number;
}

type Row = Pick<Flight, 'origin' | 'destination' | 'delay' | 'distance'> & { readonly date: string };

/** 20,000 flights of January to March 2001, in the order of their departures. */
export function loadFlights(): readonly Flight[] {
  const rows = JSON.parse(readFileSync(dataFile('flights-20k.json'), 'utf8')) as readonly Row[];
  const taken = new Map<string, number>();
  return rows.map((row) => flightOf(row, taken)).sort((a, b) => (a.departure < b.departure ? -1 : a.departure > b.departure ? 1 : 0));
}

function flightOf({ date, delay, distance, origin, destination }: Row, taken: Map<string, number>): Flight {
  // Joined rather than written as templates: 40,000 of those would stay in memory in pieces.
  const name = [date.slice(0, 4), date.slice(5, 7), date.slice(8, 10), '-', date.slice(11, 13), date.slice(14), '-', origin, '-', destination].join('');
  const departure = date.replaceAll('/', '-').replace(' ', 'T');
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return { id: count === 1 ? name : `${name}-${count}`, origin, destination, departure, delay, distance };
}

/** Late, as airlines count it. */
export const isDelayed = ({ delay }: Flight): boolean => delay >= 15;

/** The data know no cancelled flights: here those are that left an hour and a half late. */
export const isCancelled = ({ delay }: Flight): boolean => delay >= 90;

/** Seats that were for sale when the example began: 2 to 40, the example's own invention. */
export const seatsOf = ({ id }: Flight): number => 2 + Math.floor(share(`seats ${id}`) * 39);

/** Who is on a flight besides those who book: 4 to 15 of 2,000 passengers, the example's own invention. */
export function passengersOf({ id }: Flight): readonly string[] {
  const count = 4 + Math.floor(share(`load ${id}`) * 12);
  const drawn = Array.from({ length: count }, (_, index) => Math.floor(share(`${index} of ${id}`) * 2_000));
  return [...new Set(drawn)].map((number) => `P${String(number).padStart(4, '0')}`);
}

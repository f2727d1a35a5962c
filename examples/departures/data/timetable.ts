import { Airports } from './airports.ts';
import { isCancelled, loadFlights } from './flights.ts';
import type { Flight } from './flights.ts';

export interface Search {
  readonly origin?: string | undefined;
  readonly destination?: string | undefined;
  /** `2001-01-31` */
  readonly date?: string | undefined;
}

const none: readonly number[] = [];

const indexes = {
  origin: ({ origin }: Flight) => origin,
  destination: ({ destination }: Flight) => destination,
  route: ({ origin, destination }: Flight) => `${origin}-${destination}`,
} as const;
type Index = keyof typeof indexes;

/** Flights by id, airport, route and time. Positions are those of `flights`, so that every list of them is in order of time. */
export class Timetable {
  readonly flights: readonly Flight[] = loadFlights();
  readonly airports = new Airports();
  readonly #positions = new Map(this.flights.map(({ id }, position) => [id, position]));
  readonly #indexes = new Map<Index, ReadonlyMap<string, readonly number[]>>();

  flight(id: string): Flight | undefined {
    return this.flights[this.#positions.get(id) ?? -1];
  }

  /** Flights that leave an airport, in order of time. */
  departuresOf(iata: string): readonly Flight[] {
    return this.#at(this.#positionsIn('origin', iata));
  }

  /** At most `limit` flights that fit, in order of time, beginning after the flight `after`. */
  search({ origin, destination, date }: Search, limit: number, after?: string): readonly Flight[] {
    const start = Math.max((this.#positions.get(after ?? '') ?? -1) + 1, date === undefined ? 0 : this.#firstFrom(date));
    const end = date === undefined ? this.flights.length : this.#firstFrom(`${date}~`);
    const candidates = this.#candidates(origin, destination);
    if (candidates === undefined) return this.flights.slice(start, Math.min(end, start + limit));
    const first = lowerBound(candidates.length, (index) => (candidates[index] ?? 0) < start);
    return this.#at(candidates.slice(first, first + limit).filter((position) => position < end));
  }

  /** The next flight of the same route that leaves after a time. */
  nextOn(origin: string, destination: string, departure: string): Flight | undefined {
    const later = this.#at(this.#positionsIn('route', `${origin}-${destination}`));
    return later.find((flight) => flight.departure > departure && !isCancelled(flight));
  }

  #candidates(origin: string | undefined, destination: string | undefined): readonly number[] | undefined {
    if (origin !== undefined && destination !== undefined) return this.#positionsIn('route', `${origin}-${destination}`);
    if (origin !== undefined) return this.#positionsIn('origin', origin);
    return destination === undefined ? undefined : this.#positionsIn('destination', destination);
  }

  /** Indexes are made when they are first asked for, so that the app is ready sooner. */
  #positionsIn(name: Index, value: string): readonly number[] {
    const index = this.#indexes.get(name) ?? Map.groupBy(this.flights.keys(), (position) => indexes[name](this.flights[position] as Flight));
    this.#indexes.set(name, index);
    return index.get(value) ?? none;
  }

  #firstFrom(departure: string): number {
    return lowerBound(this.flights.length, (index) => (this.flights[index]?.departure ?? '') < departure);
  }

  #at(positions: readonly number[]): readonly Flight[] {
    return positions.map((position) => this.flights[position]).filter((flight) => flight !== undefined);
  }
}

/** The first index of a sorted list for which `isBefore` no longer holds. */
function lowerBound(length: number, isBefore: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

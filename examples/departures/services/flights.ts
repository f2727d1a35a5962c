import { handle, service } from 'isthmus';
import { getAirport, listAirports } from '../contracts/airports.ts';
import { getFlight, listFlights } from '../contracts/flights.ts';
import type { Airport } from '../data/airports.ts';
import { isCancelled, seatsOf } from '../data/flights.ts';
import type { Flight } from '../data/flights.ts';
import type { Timetable } from '../data/timetable.ts';

const shown = (flight: Flight) => ({ ...flight, cancelled: isCancelled(flight), seats: seatsOf(flight) });

function shownAirport(airport: Airport, timetable: Timetable) {
  const leaving = timetable.departuresOf(airport.iata);
  return { ...airport, departures: leaving.length, destinations: [...new Set(leaving.map(({ destination }) => destination))].sort() };
}

/** The timetable: flights and airports. */
export const flights = (timetable: Timetable) =>
  service('flights', [
    handle(listFlights, ({ limit, after, ...search }) => {
      if (after !== undefined && timetable.flight(after) === undefined) throw listFlights.error('unknown-flight', `There is no flight ${after} to go on after.`);
      const found = timetable.search(search, limit + 1, after);
      const items = found.slice(0, limit).map(shown);
      const last = items.at(-1);
      return found.length > limit && last !== undefined ? { items, next: last.id } : { items };
    }),
    handle(getFlight, ({ id }) => {
      const flight = timetable.flight(id);
      if (flight === undefined) throw getFlight.error('unknown-flight', `There is no flight ${id}.`);
      return shown(flight);
    }),
    handle(getAirport, ({ iata }) => {
      const airport = timetable.airports.get(iata);
      if (airport === undefined) throw getAirport.error('unknown-airport', `There is no airport ${iata}.`);
      return shownAirport(airport, timetable);
    }),
    handle(listAirports, ({ iatas }) => iatas.flatMap((iata) => {
      const airport = timetable.airports.get(iata);
      return airport === undefined ? [] : [shownAirport(airport, timetable)];
    })),
  ], { description: 'The timetable: flights and airports' });

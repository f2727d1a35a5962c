import { operation } from 'isthmus';
import { z } from 'zod';

/** Three characters as on a luggage tag: `ORD`, and `00M` for a grass strip. */
export const Iata = z.string().regex(/^[0-9A-Z]{3}$/, 'must be three capital letters or digits, such as ORD');

export const unknownAirport = { category: 'not-found', description: 'No airport has this code.' } as const;

const Airport = z.object({
  iata: Iata,
  name: z.string(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  country: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  departures: z.int().describe('Flights that leave here in the timetable.'),
  destinations: z.array(Iata).describe('Where they go.'),
});

export const getAirport = operation('airports.get', {
  summary: 'Look up an airport',
  effect: 'read',
  input: z.strictObject({ iata: Iata }),
  output: Airport,
  errors: { 'unknown-airport': unknownAirport },
});

export const listAirports = operation('airports.list', {
  summary: 'Look up airports; unknown ones are left out',
  effect: 'read',
  input: z.strictObject({ iatas: z.array(Iata).max(1_000) }),
  output: z.array(Airport),
});

const BoardRow = z.object({
  flight: z.string(),
  destination: Iata,
  departure: z.string(),
  delay: z.int(),
  status: z.enum(['departed', 'delayed', 'cancelled']),
});

export const showBoard = operation('airports.board', {
  summary: 'The departures board of an airport, the latest flight first',
  effect: 'read',
  input: z.strictObject({ iata: Iata }),
  output: z.object({ iata: Iata, flights: z.array(BoardRow) }),
  errors: { 'unknown-airport': unknownAirport },
});

import { event, operation, streaming } from 'isthmus';
import { z } from 'zod';
import { Iata } from './airports.ts';

/** Made from the row: `20010101-0110-HNL-SFO`. */
export const FlightId = z.string().regex(/^\d{8}-\d{4}-[0-9A-Z]{3}-[0-9A-Z]{3}(-\d+)?$/, 'must be a flight such as 20010101-0110-HNL-SFO');

const Flight = z.object({
  id: FlightId,
  origin: Iata,
  destination: Iata,
  departure: z.string().describe('Local time at the origin.'),
  delay: z.int().describe('Minutes late; negative: early.'),
  distance: z.int().describe('Miles.'),
  cancelled: z.boolean(),
  seats: z.int().describe('Seats that were for sale.'),
});

export const unknownFlight = { category: 'not-found', description: 'No flight has this id.' } as const;

export const listFlights = operation('flights.list', {
  summary: 'Find flights, in the order of their departures',
  effect: 'read',
  input: z.strictObject({
    origin: Iata.optional(),
    destination: Iata.optional(),
    date: z.iso.date().optional(),
    limit: z.int().min(1).max(100).default(20),
    after: FlightId.optional().describe('`next` of the page before.'),
  }),
  output: z.object({ items: z.array(Flight), next: FlightId.optional().describe('Give it as `after` for the next page; absent on the last one.') }),
  errors: { 'unknown-flight': unknownFlight },
});

export const getFlight = operation('flights.get', {
  summary: 'Look up a flight',
  effect: 'read',
  input: z.strictObject({ id: FlightId }),
  output: Flight,
  errors: { 'unknown-flight': unknownFlight },
});

const announcement = { flight: FlightId, origin: Iata, destination: Iata, departure: z.string(), delay: z.int(), replay: z.int().describe('How often the clock has gone through the timetable.') };

export const flightDeparted = event('flights.departed', {
  summary: 'A flight has left',
  data: z.object(announcement),
  key: 'origin',
});

export const flightDelayed = event('flights.delayed', {
  summary: 'A flight leaves late, or not at all',
  data: z.object({ ...announcement, cancelled: z.boolean() }),
  key: 'origin',
});

export const watchDelays = operation('flights.watch', {
  summary: 'Delays as they are told, without end',
  effect: 'read',
  input: z.strictObject({
    origin: Iata.optional(),
    after: z.int().min(0).optional().describe('Number of the last delay that was seen; without it only what comes from now on.'),
  }),
  output: streaming(z.object({ number: z.int(), ...announcement, cancelled: z.boolean() })),
});

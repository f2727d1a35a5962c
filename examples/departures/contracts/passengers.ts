import { event, operation } from 'isthmus';
import { z } from 'zod';
import { Iata } from './airports.ts';
import { FlightId } from './flights.ts';

export const rebookPassenger = event('passengers.rebook', {
  summary: 'A passenger of a cancelled flight needs another one',
  data: z.object({ passenger: z.string(), flight: FlightId, origin: Iata, destination: Iata, replay: z.int() }),
  key: 'passenger',
});

export const listRebookings = operation('passengers.rebooked', {
  summary: 'Where the passengers of a cancelled flight went',
  effect: 'read',
  input: z.strictObject({ id: FlightId }),
  output: z.object({ items: z.array(z.object({ passenger: z.string(), newFlight: FlightId.nullable().describe('`null`: there was none; the fare is paid back.') })) }),
});

export const listFailures = operation('passengers.failures', {
  summary: 'Dead letters: passengers whose rebooking failed for good',
  effect: 'read',
  input: z.strictObject({ limit: z.int().min(1).max(100).default(20) }),
  output: z.object({
    waiting: z.int().describe('Messages that wait in the queue.'),
    parked: z.int().describe('Messages that wait behind a dead letter of their passenger.'),
    deadLetters: z.int().describe('How many there are in all.'),
    items: z.array(z.object({
      id: z.string(), passenger: z.string(), flight: z.string(), reason: z.string(), what: z.string(), attempts: z.int(), diedAt: z.iso.datetime(),
      history: z.array(z.object({ attempt: z.int(), at: z.iso.datetime(), what: z.string() })),
    })),
  }),
});

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

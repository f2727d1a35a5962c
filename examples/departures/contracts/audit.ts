import { operation } from 'isthmus';
import { z } from 'zod';
import { FlightId } from './flights.ts';

export const showTrail = operation('audit.trail', {
  summary: 'Everything that was said about a flight',
  effect: 'read',
  input: z.strictObject({ id: FlightId }),
  output: z.object({ items: z.array(z.object({ event: z.string(), id: z.string(), time: z.iso.datetime(), delay: z.int(), cancelled: z.boolean() })) }),
});

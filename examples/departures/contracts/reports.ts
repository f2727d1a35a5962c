import { operation } from 'isthmus';
import { z } from 'zod';
import { Iata } from './airports.ts';

export const DelayFilter = z.strictObject({
  origin: Iata.optional(),
  destination: Iata.optional(),
  from: z.iso.date().optional().describe('First day, from 2001-01-01.'),
  to: z.iso.date().optional().describe('Last day, up to 2001-06-30.'),
  routes: z.int().min(1).max(1_000).default(10).describe('How many routes are listed, the busiest first.'),
});

const delays = {
  flights: z.int(),
  delayed: z.int().describe('Flights 15 minutes late or more.'),
  totalDelay: z.int().describe('Minutes; early flights count against it.'),
  meanDelay: z.number().describe('Minutes.'),
};

export const reportDelays = operation('reports.delays', {
  summary: 'Delays over half a year: 3,000,000 flights',
  effect: 'read',
  input: DelayFilter,
  output: z.object({ ...delays, routesInAll: z.int(), routes: z.array(z.object({ origin: Iata, destination: Iata, ...delays })) }),
});

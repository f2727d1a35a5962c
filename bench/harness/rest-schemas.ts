import { z } from 'zod';
import { currencyPattern, flightPattern, seatPattern } from './rest-service.ts';

/** What Isthmus and Hono validate with; the JSON Schemas of Fastify say the same. */
export const flightId = z.string().regex(new RegExp(flightPattern));
export const flightQuery = { seats: z.coerce.number().int().min(1).max(50), currency: z.string().regex(new RegExp(currencyPattern)) };
export const bookingRequest = z.object({
  flight: flightId,
  seat: z.string().regex(new RegExp(seatPattern)),
  passenger: z.object({ name: z.string().min(1).max(100), email: z.email(), birthYear: z.int().min(1900).max(2100) }),
  bags: z.array(z.number().min(0).max(32)).max(5),
  remarks: z.string().max(500).optional(),
});
export const flightAnswer = z.object({
  id: z.string(),
  origin: z.string(),
  destination: z.string(),
  departs: z.string(),
  delay: z.number(),
  cancelled: z.boolean(),
  seats: z.array(z.object({ number: z.string(), price: z.number(), free: z.boolean() })),
});
export const bookingAnswer = z.object({ booking: z.string(), flight: z.string(), seat: z.string(), total: z.number() });

import { event } from 'isthmus';
import { z } from 'zod';

const leg = z.object({
  flight: z.string(),
  origin: z.string().length(3),
  destination: z.string().length(3),
  departs: z.iso.datetime(),
  delay: z.int(),
  seat: z.string(),
});

const booking = z.object({
  sequence: z.int(),
  id: z.string(),
  createdAt: z.iso.datetime(),
  passenger: z.object({ id: z.string(), name: z.string(), email: z.email(), frequentFlyer: z.boolean() }),
  legs: z.array(leg),
  fare: z.object({ currency: z.string().length(3), base: z.number(), taxes: z.number(), fees: z.array(z.number()) }),
  remarks: z.string(),
});

/** The message of every messaging benchmark as a contract; validated as any app would. */
export const booked = event('bookings.booked', { summary: 'A seat was booked.', data: booking });

/** The same under another name, in order per account. */
export const bookedAs = <Name extends string>(name: Name) =>
  event(name, { summary: 'A seat was booked on an account.', data: booking.extend({ account: z.string() }), key: 'account' });

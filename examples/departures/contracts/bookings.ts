import { operation } from 'isthmus';
import { z } from 'zod';
import { FlightId, unknownFlight } from './flights.ts';
import { lineOfText } from './text.ts';

const Booking = z.object({
  id: z.string(),
  flight: FlightId,
  passenger: z.string(),
  seat: z.string(),
  bookedAt: z.iso.datetime(),
});

export const bookSeat = operation('bookings.create', {
  summary: 'Book a seat',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({ flight: FlightId, passenger: lineOfText(100) }),
  output: Booking,
  errors: {
    'unknown-flight': unknownFlight,
    'sold-out': { category: 'conflict', description: 'No seat is left on this flight.', data: z.object({ flight: FlightId, seats: z.int() }) },
  },
});

export const getBooking = operation('bookings.get', {
  summary: 'Look up a booking',
  effect: 'read',
  input: z.strictObject({ id: z.string().min(1).max(100) }),
  output: Booking,
  errors: { 'unknown-booking': { category: 'not-found', description: 'No booking has this id.' } },
});

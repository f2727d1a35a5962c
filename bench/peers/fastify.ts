import { fastify } from 'fastify';
import { offerServer, portOf } from '../harness/rest-contestant.ts';
import { book, currencyPattern, findFlight, flightPattern, seatPattern } from '../harness/rest-service.ts';
import type { BookingRequest } from '../harness/rest-service.ts';

const text = { type: 'string' };
const number = { type: 'number' };
const object = (properties: Readonly<Record<string, object>>, required = Object.keys(properties)) => ({ type: 'object', properties, required, additionalProperties: false });

const flight = { type: 'string', pattern: flightPattern };
const querystring = object({ seats: { type: 'integer', minimum: 1, maximum: 50 }, currency: { type: 'string', pattern: currencyPattern } });
const seat = object({ number: text, price: number, free: { type: 'boolean' } });
const flightAnswer = object({ id: text, origin: text, destination: text, departs: text, delay: number, cancelled: { type: 'boolean' }, seats: { type: 'array', items: seat } });
const passenger = object({ name: { ...text, minLength: 1, maxLength: 100 }, email: { ...text, format: 'email' }, birthYear: { type: 'integer', minimum: 1900, maximum: 2100 } });
const body = object(
  { flight, seat: { type: 'string', pattern: seatPattern }, passenger, bags: { type: 'array', items: { ...number, minimum: 0, maximum: 32 }, maxItems: 5 }, remarks: { ...text, maxLength: 500 } },
  ['flight', 'seat', 'passenger', 'bags'],
);
const bookingAnswer = object({ booking: text, flight: text, seat: text, total: number });

const server = fastify();
server.get<{ Params: { id: string }; Querystring: { seats: number; currency: string } }>(
  '/flights/:id',
  { schema: { params: object({ id: flight }), querystring, response: { 200: flightAnswer } } },
  ({ params, query }) => findFlight(params.id, query.seats, query.currency),
);
server.post<{ Body: BookingRequest }>('/bookings', { schema: { body, response: { 201: bookingAnswer } } }, (request, reply) => {
  reply.code(201);
  return book(request.body);
});

offerServer(async () => {
  await server.listen({ port: 0, host: '127.0.0.1' });
  return portOf(server.server);
});

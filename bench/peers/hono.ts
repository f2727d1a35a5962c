import { serve } from '@hono/node-server';
import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import { offerServer } from '../harness/rest-contestant.ts';
import { bookingRequest, flightId, flightQuery } from '../harness/rest-schemas.ts';
import { book, findFlight } from '../harness/rest-service.ts';

const app = new Hono();
app.get('/flights/:id', zValidator('param', z.object({ id: flightId })), zValidator('query', z.object(flightQuery)), (context) => {
  const { seats, currency } = context.req.valid('query');
  return context.json(findFlight(context.req.valid('param').id, seats, currency));
});
app.post('/bookings', zValidator('json', bookingRequest), (context) => context.json(book(context.req.valid('json')), 201));

offerServer(() => new Promise((resolve) => serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port))));

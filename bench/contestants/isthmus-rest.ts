import { handle, integration, link, operation, party, service } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { rest } from 'isthmus/rest';
import { z } from 'zod';
import { offerServer } from '../harness/rest-contestant.ts';
import { bookingAnswer, bookingRequest, flightAnswer, flightId, flightQuery } from '../harness/rest-schemas.ts';
import { book, findFlight } from '../harness/rest-service.ts';

const getFlight = operation('flights.get', {
  input: z.object({ id: flightId, seats: z.int().min(1).max(50), currency: flightQuery.currency }),
  output: flightAnswer,
  effect: 'read',
});
const bookSeat = operation('bookings.create', { input: bookingRequest, output: bookingAnswer, effect: 'write' });

const desk = service('desk', [handle(getFlight, ({ id, seats, currency }) => findFlight(id, seats, currency)), handle(bookSeat, (input) => book(input))]);
const web = party('web', { kind: 'browser' });

offerServer(async (directory) => {
  const app = integration({
    name: 'bench',
    engine: embedded({ directory }),
    services: [desk],
    parties: [web],
    links: [
      link({ from: web, to: desk, contract: getFlight, via: rest({ method: 'GET', path: '/flights/{id}' }) }),
      link({ from: web, to: desk, contract: bookSeat, via: rest({ method: 'POST', path: '/bookings', status: 201 }) }),
    ],
    http: { port: 0 },
  });
  await app.start();
  return Number(new URL((await app.url()) ?? '').port);
});

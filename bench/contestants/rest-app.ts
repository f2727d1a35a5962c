import { handle, integration, link, operation, party, service } from 'isthmus';
import type { TelemetryGiven } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { rest } from 'isthmus/rest';
import { z } from 'zod';
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

/** An app with two routes; answers with it, running. */
export async function restApp(directory: string, telemetry: TelemetryGiven = {}): Promise<ReturnType<typeof integration>> {
  const app = integration({
    name: 'bench', telemetry,
    engine: embedded({ directory }),
    services: [desk],
    parties: [web],
    links: [
      link({ from: web, to: desk, contract: getFlight, via: rest({ method: 'GET', path: '/flights/{id}' }) }),
      link({ from: web, to: desk, contract: bookSeat, via: rest({ method: 'POST', path: '/bookings', status: 201 }) }),
    ],
    http: { port: 0 },
  });
  return app.start();
}

/** The port of an app that listens. */
export const portOfApp = async (app: ReturnType<typeof integration>): Promise<number> => Number(new URL((await app.url()) ?? '').port);

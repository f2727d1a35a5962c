import { handle, integration, link, operation, party, service } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { job } from 'isthmus/job';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
import { z } from 'zod';
import { booked } from './bookings.ts';
import { offerServer } from '../harness/rest-contestant.ts';
import { bookingAnswer, bookingRequest } from '../harness/rest-schemas.ts';
import { book } from '../harness/rest-service.ts';

const bookSeat = operation('bookings.create', { input: bookingRequest, output: bookingAnswer, effect: 'write' });
const report = operation('reports.delays', { input: z.object({ month: z.int() }), output: z.object({ mean: z.number() }), effect: 'read' });

const desk = service('desk', [handle(bookSeat, (input) => book(input)), handle(booked, () => {}), handle(report, () => ({ mean: 0 }))]);
const board = service('board', [handle(booked, () => {})]);
const web = party('web', { kind: 'browser' });

offerServer(async (directory) => {
  const app = integration({
    name: 'bench',
    engine: embedded({ directory }),
    services: [desk, board],
    parties: [web],
    links: [
      link({ from: web, to: desk, contract: bookSeat, via: rest({ method: 'POST', path: '/bookings', status: 201 }) }),
      link({ from: desk, to: desk, contract: booked, via: queue({ concurrency: 16 }) }),
      link({ from: desk, to: board, contract: booked, via: stream({ partitions: 8 }) }),
      link({ from: web, to: desk, contract: report, via: job() }),
    ],
    http: { port: 0 },
  });
  await app.start();
  return Number(new URL((await app.url()) ?? '').port);
});

/** The server that slow clients are let loose on, in a process of its own. */
import { handle, integration, link, operation, party, service, streaming } from 'isthmus';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import { z } from 'zod';

const flight = z.object({ id: z.string(), text: z.string() });
const get = operation('flights.get', { input: z.object({ id: z.string() }), output: flight, effect: 'read' });
const add = operation('flights.add', { input: flight, output: z.object({ id: z.string() }), effect: 'write' });
const all = operation('flights.all', { input: z.object({}), output: streaming(flight), effect: 'read' });
const text = 'x'.repeat(1_000);
const flights = service('flights', [
  handle(get, ({ id }) => ({ id, text })),
  handle(add, ({ id }) => ({ id })),
  handle(all, async function* () {
    for (let id = 0; id < 100_000; id += 1) yield { id: String(id), text };
  }),
]);

const app = integration({
  name: 'slow', engine: memory(), services: [flights], parties: [party('web', { kind: 'browser' })],
  links: [
    link({ from: 'web', to: flights, contract: get, via: rest({ method: 'GET', path: '/flights/{id}' }) }),
    link({ from: 'web', to: flights, contract: add, via: rest({ method: 'POST', path: '/flights' }) }),
    link({ from: 'web', to: flights, contract: all, via: rest({ method: 'GET', path: '/flights' }) }),
  ],
  // So patient that all of them stay; by default they are ended after 5 to 10 seconds.
  http: { port: 0, headersTimeout: '2m', requestTimeout: '2m', bodyBytesPerSecond: 0 },
  drainWithin: '1s',
});
await app.start();
process.send?.({ url: await app.url() });
process.on('message', () => process.send?.({ memory: process.memoryUsage.rss(), cpu: process.cpuUsage() }));
process.on('disconnect', () => process.exit(0));

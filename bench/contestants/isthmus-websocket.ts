import { event, handle, integration, link, operation, party, service } from 'isthmus';
import { memory } from 'isthmus/memory';
import { stream } from 'isthmus/stream';
import { websocket } from 'isthmus/websocket';
import { z } from 'zod';
import { offer } from '../harness/contestant.ts';
import { cpu } from '../harness/rest-contestant.ts';
import { portOfApp } from './rest-app.ts';

const text = z.object({ text: z.string() });
const echo = operation('echo', { input: text, output: text, effect: 'write' });
const told = event('told', { data: text });
const live = { path: '/live', connectionsPerAddress: 20_000, heartbeat: '10m' } as const;
const web = party('web', { kind: 'browser' });
const desk = service('desk', [handle(echo, (input) => input), handle(told, () => {})]);
const app = integration({
  name: 'bench', engine: memory(), services: [desk], parties: [web], http: { port: 0, connections: 20_000 },
  links: [
    link({ from: web, to: desk, contract: echo, via: websocket(live) }),
    link({ from: desk, to: web, contract: told, via: websocket(live) }),
    link({ from: desk, to: desk, contract: told, via: stream({ partitions: 1 }) }),
  ],
});

async function broadcast({ text: said, count }: { readonly text: string; readonly count: number }): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    await app.emit(told, { text: said });
    // As a server does that is told things one after the other.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

offer({ listen: async () => portOfApp(await app.start()), cpu, memory: () => process.memoryUsage.rss(), broadcast });

import { event, handle, integration, link, party, service } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { queue } from 'isthmus/queue';
import { stream } from 'isthmus/stream';
import { z } from 'zod';
import { offer } from '../harness/contestant.ts';

const warm = 50;

/** An app with that many links, half of them queues and half streams, each of which carried a few messages; then nobody uses it. */
async function open({ directory, links: count }: { readonly directory: string; readonly links: number }): Promise<void> {
  const events = Array.from({ length: count }, (_, at) => event(`made.event-${at}`, { data: z.object({ key: z.string() }), key: 'key' }));
  const shop = service('shop', events.map((each) => handle(each, () => {})));
  const till = party('till', { kind: 'device' });
  const links = events.map((contract, at) => link({ from: till, to: shop, contract, via: at % 2 === 0 ? queue() : stream({ partitions: 4 }) }));
  const app = integration({ name: 'watched', engine: embedded({ directory }), services: [shop], parties: [till], links, admin: { directory } });
  await app.start();
  for (const each of events) await Promise.all(Array.from({ length: warm }, (_, at) => app.emit(each, { key: String(at % 7) })));
}

/** Processor time so far, microseconds. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

offer({ open, cpu });

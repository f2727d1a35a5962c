import { event, handle, integration, link, party, service, silentLog } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { webhook } from 'isthmus/webhook';
import { z } from 'zod';
import { offer } from '../harness/contestant.ts';
import { cpu } from '../harness/rest-contestant.ts';
import { webhookSecret } from '../harness/webhook-secret.ts';
import { portOfApp } from './rest-app.ts';

const paid = event('payments.succeeded', { data: z.object({ id: z.string(), type: z.string(), data: z.object({ object: z.object({ id: z.string(), amount: z.int() }) }) }) });
let handled = 0;
let app: ReturnType<typeof integration>;
const payments = service('payments', [handle(paid, () => void (handled += 1))]);

async function listen(directory: string): Promise<number> {
  app = integration({
    name: 'bench', engine: embedded({ directory }), services: [payments], parties: [party('stripe', { kind: 'external-service' })], log: silentLog, http: { port: 0 },
    links: [link({ from: 'stripe', to: payments, contract: paid, via: webhook('stripe', { path: '/hooks/stripe', secrets: webhookSecret, rate: { limit: 1_000_000_000 }, accepting: 256 }) })],
  });
  await app.start();
  return portOfApp(app);
}

/** Accepting alone, or with the work that follows. */
async function pause(paused: boolean): Promise<void> {
  const queue = await app.queue(paid);
  if (paused) queue.pause();
  else queue.resume();
}

offer({ listen, cpu, pause, handled: () => handled });

import { event, handle, integration, link, party, service, silentLog } from 'isthmus';
import type { Engine, Integration } from 'isthmus';
import { stream } from 'isthmus/stream';
import { webhook } from 'isthmus/webhook';
import { z } from 'zod';

/** The secret that the senders sign with. */
export const secret = 'whsec_of_the_proof';

/** What the child tells the recorder. */
export type Told =
  | { readonly kind: 'ready'; readonly url: string }
  /** The effect of a delivery, by its place in a stream: the same record may be read again after a kill, another one there must not be. */
  | { readonly kind: 'effect'; readonly delivery: string; readonly place: string }
  | { readonly kind: 'stopped' };

const paid = event('payments.succeeded', { data: z.object({ id: z.string(), type: z.string(), data: z.object({ object: z.object({ id: z.string(), n: z.int() }) }) }) });
const booked = event('payments.booked', { data: z.object({ delivery: z.string() }) });

/** Takes deliveries; each has one effect, made through the context. Now and then a handler fails once, or is slow. */
export function proofApp(engine: Engine, tell: (told: Told) => void): Integration {
  const payments = service('payments', [
    handle(paid, async ({ id, data: { object: { n } } }, context) => {
      if (n % 7 === 0) await new Promise((resolve) => setTimeout(resolve, n % 4));
      await context.emit(booked, { delivery: id });
      if (n % 13 === 5 && context.attempt < 2) throw new Error('It fails once, on purpose.');
    }),
    handle(booked, ({ delivery }, { message }) => tell({ kind: 'effect', delivery, place: `${message?.partition}:${message?.offset}` })),
  ]);
  return integration({
    name: 'webhook-proof', engine, log: silentLog, http: { port: 0 }, services: [payments], parties: [party('stripe', { kind: 'external-service' })],
    links: [
      link({ from: 'stripe', to: payments, contract: paid, via: webhook('stripe', { path: '/hooks/stripe', secrets: secret, rate: { limit: 1_000_000_000 }, backoff: { base: 2, cap: 10 } }) }),
      link({ from: payments, to: payments, contract: booked, via: stream({ partitions: 4 }) }),
    ],
  });
}

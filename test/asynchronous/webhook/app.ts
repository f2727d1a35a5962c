import { event, handle, integration, link, party, service } from 'isthmus';
import type { Context, Engine, Integration, IntegrationOptions } from 'isthmus';
import { memory } from 'isthmus/memory';
import { webhook } from 'isthmus/webhook';
import type { Provider, ProviderName, Secrets, WebhookOptions } from 'isthmus/webhook';
import { z } from 'zod';

export const happened = event('partner.happened', { data: z.looseObject({ data: z.looseObject({}).optional() }) });
export const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface Handled {
  readonly data: Readonly<Record<string, unknown>>;
  readonly context: Context;
}

interface Given {
  readonly provider: ProviderName | Provider;
  readonly secrets: Secrets;
  readonly options?: Partial<WebhookOptions>;
  readonly engine?: Engine;
  readonly app?: Partial<IntegrationOptions>;
  readonly handler?: (data: Readonly<Record<string, unknown>>, context: Context) => void | Promise<void>;
}

/** An app that takes the deliveries of one provider at /hooks/partner. */
export async function partnerApp({ provider, secrets, options = {}, engine = memory(), app: more = {}, handler = () => {} }: Given): Promise<AsyncDisposable & { readonly app: Integration; readonly handled: Handled[]; readonly url: string }> {
  const handled: Handled[] = [];
  const receiver = service('receiver', [handle(happened, async (data, context) => {
    await handler(data, context);
    handled.push({ data, context });
  })]);
  const app = await integration({
    name: 'hooks-test', engine, services: [receiver], parties: [party('partner', { kind: 'partner' })], log: silent, http: { port: 0 }, drainWithin: '1s',
    links: [link({ from: 'partner', to: receiver, contract: happened, via: webhook(provider, { path: '/hooks/partner', secrets, ...options }) })],
    ...more,
  }).start();
  return { app, handled, url: `${await app.url()}/hooks/partner`, [Symbol.asyncDispose]: () => app.stop() };
}

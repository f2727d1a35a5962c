import { address } from './kind.ts';
import type { Kind, Subject } from './kind.ts';
import { objectSchema, validatorImports } from './validator.ts';

const app = ({ name, validator }: Subject): string => `import { handle, integration, link, operation, party, service } from 'isthmus';
import type { IntegrationOptions, OutputOf } from 'isthmus';
import { rest } from 'isthmus/rest';
${validatorImports(validator)}

// What is said, typed once.
const parcel = ${objectSchema(validator, { parcel: 'text', city: 'text' })};

export const packParcel = operation('parcels.pack', {
  summary: 'Pack a parcel',
  input: parcel,
  output: parcel,
  effect: 'write',
});

export const getParcel = operation('parcels.get', {
  summary: 'One parcel',
  input: ${objectSchema(validator, { parcel: 'text' })},
  output: parcel,
  effect: 'read',
  errors: { 'no-parcel': { category: 'not-found', description: 'There is no such parcel.' } },
});

export type Parcel = OutputOf<typeof packParcel>;

export function createApp(parts: Partial<Pick<IntegrationOptions, 'engine' | 'http' | 'log'>> = {}) {
  // The place of your database.
  const parcels = new Map<string, Parcel>();

  // Who does it.
  const warehouse = service('warehouse', [
    handle(packParcel, (packed) => {
      parcels.set(packed.parcel, packed);
      return packed;
    }),
    handle(getParcel, ({ parcel }) => {
      const found = parcels.get(parcel);
      if (found === undefined) throw getParcel.error('no-parcel');
      return found;
    }),
  ]);

  // How it travels: from whom, to whom, what, by which method.
  return integration({
    name: '${name}',
    http: { port: Number(process.env['PORT'] ?? 4400) },
    ...parts,
    services: [warehouse],
    parties: [party('web', { kind: 'browser' })],
    links: [
      link({
        from: 'web', to: warehouse, contract: packParcel,
        via: rest({ method: 'POST', path: '/parcels', status: 201 }),
        needs: { reply: 'now', replyWithin: '1s' },
        policies: { deadline: '5s', idempotency: {}, rateLimit: { limit: 1_000 } },
      }),
      link({
        from: 'web', to: warehouse, contract: getParcel,
        via: rest({ method: 'GET', path: '/parcels/{parcel}' }),
        needs: { reply: 'now', replyWithin: '1s' },
        policies: { deadline: '5s', rateLimit: { limit: 1_000 } },
      }),
    ],
  });
}

export default createApp();
`;

const test = (): string => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory } from 'isthmus/memory';
import { createApp, getParcel, packParcel } from './app.ts';

test('a packed parcel is found', async (t) => {
  const app = createApp({ engine: memory(), http: false });
  await app.start();
  t.after(() => app.stop());

  await app.call(packParcel, { parcel: 'A1', city: 'Oslo' });

  assert.deepEqual(await app.call(getParcel, { parcel: 'A1' }), { parcel: 'A1', city: 'Oslo' });
});

test('an unknown parcel is told apart', async (t) => {
  const app = createApp({ engine: memory(), http: false });
  await app.start();
  t.after(() => app.stop());

  await assert.rejects(app.call(getParcel, { parcel: 'B2' }), { code: 'no-parcel' });
});
`;

/** Two operations over HTTP. */
export const restKind: Kind = {
  title: 'a REST API: an answer now',
  summary: 'POST /parcels and GET /parcels/{parcel}, with OpenAPI, problem documents and idempotency keys.',
  app,
  test,
  trials: [
    { says: 'send something', command: `curl --json '{"parcel":"A1","city":"Oslo"}' ${address}/parcels` },
    { says: 'ask for it', command: `curl ${address}/parcels/A1` },
  ],
  next: [
    `${address}/docs shows each operation, to be tried; ${address}/openapi.json is the same for programs.`,
    'Work that must not be lost and need not be done at once: emit an event in the handler (`context.emit`) and let it travel `via: queue()`.',
  ],
};

import { address } from './kind.ts';
import type { Kind, Subject } from './kind.ts';
import { objectSchema, validatorImports } from './validator.ts';

const app = ({ name, validator }: Subject): string => `import { event, handle, integration, link, operation, party, service } from 'isthmus';
import type { DataOf, IntegrationOptions } from 'isthmus';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
${validatorImports(validator)}

// What is said, typed once.
const parcel = ${objectSchema(validator, { parcel: 'text', city: 'text' })};

export const packParcel = operation('parcels.pack', {
  summary: 'Pack a parcel',
  input: parcel,
  output: ${objectSchema(validator, { accepted: 'flag' })},
  effect: 'write',
});

export const parcelPacked = event('parcels.packed', {
  summary: 'A parcel waits to be shipped',
  data: parcel,
  key: 'city', // parcels for one city are shipped one after the other, other cities meanwhile
});

export type Parcel = DataOf<typeof parcelPacked>;

/** The work. Where it throws, the message is tried again, and after the last attempt kept as a dead letter. */
function shipParcel({ parcel, city }: Parcel): void {
  console.log(\`\${parcel} goes to \${city}\`);
}

/** What a test replaces. */
interface Parts extends Partial<Pick<IntegrationOptions, 'engine' | 'http' | 'log'>> {
  readonly ship?: (parcel: Parcel) => void | Promise<void>;
}

export function createApp({ ship = shipParcel, ...parts }: Parts = {}) {
  // Who does it. The answer to a request leaves once the parcel's message is on disk.
  const warehouse = service('warehouse', [
    handle(packParcel, async (packed, context) => {
      await context.emit(parcelPacked, packed);
      return { accepted: true };
    }),
  ]);
  const shipping = service('shipping', [handle(parcelPacked, (packed) => ship(packed))]);

  // How it travels: from whom, to whom, what, by which method.
  return integration({
    name: '${name}',
    http: { port: Number(process.env['PORT'] ?? 4400) },
    ...parts,
    services: [warehouse, shipping],
    parties: [party('web', { kind: 'browser' })],
    links: [
      link({
        from: 'web', to: warehouse, contract: packParcel,
        via: rest({ method: 'POST', path: '/parcels', status: 201 }),
        needs: { reply: 'now', replyWithin: '1s' },
        policies: { deadline: '5s', idempotency: {}, rateLimit: { limit: 1_000 } },
      }),
      link({
        from: warehouse, to: shipping, contract: parcelPacked,
        via: queue({ concurrency: 8, attempts: 5 }),
        needs: { reply: 'none', loss: 'none', order: 'key' },
      }),
    ],
  });
}

export default createApp();
`;

const test = (): string => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory } from 'isthmus/memory';
import { createApp, packParcel } from './app.ts';
import type { Parcel } from './app.ts';

test('a packed parcel is shipped', async (t) => {
  const shipped = Promise.withResolvers<Parcel>();
  const app = createApp({ engine: memory(), http: false, ship: shipped.resolve });
  await app.start();
  t.after(() => app.stop());

  const answer = await app.call(packParcel, { parcel: 'A1', city: 'Oslo' });

  assert.deepEqual(answer, { accepted: true });
  assert.deepEqual(await shipped.promise, { parcel: 'A1', city: 'Oslo' });
});

test('a parcel is shipped again where shipping failed', async (t) => {
  const attempts: string[] = [];
  const shipped = Promise.withResolvers<void>();
  const ship = ({ parcel }: Parcel): void => {
    attempts.push(parcel);
    if (attempts.length < 2) throw new Error('The van is full');
    shipped.resolve();
  };
  const app = createApp({ engine: memory(), http: false, ship });
  await app.start();
  t.after(() => app.stop());

  await app.call(packParcel, { parcel: 'A1', city: 'Oslo' });
  await shipped.promise;

  assert.deepEqual(attempts, ['A1', 'A1']);
});
`;

/** A door that takes parcels and a queue that ships them. */
export const queueKind: Kind = {
  title: 'a queue consumer: work that must not be lost, done by one receiver',
  summary: 'POST /parcels puts a message on a queue, and `shipParcel` in app.ts handles it: in order for each city, again where it fails, and after a crash too.',
  app,
  test,
  trials: [
    { says: 'send a message', command: `curl --json '{"parcel":"A1","city":"Oslo"}' ${address}/parcels` },
    { says: 'see the queue', command: 'npx isthmus queue list' },
  ],
  next: [
    'Let `shipParcel` throw an error, save, send a message again: after five attempts it is a dead letter. `npx isthmus queue dead parcels.packed` shows it; mend the code, save, and `npx isthmus queue redrive parcels.packed --all` sends it again.',
    'Several readers of every message: let the link travel `via: stream()` and name more receivers. No handler changes.',
  ],
};

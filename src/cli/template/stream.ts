import { address } from './kind.ts';
import type { Kind, Subject } from './kind.ts';
import { objectSchema, validatorImports } from './validator.ts';

const app = ({ name, validator }: Subject): string => `import { event, handle, integration, link, operation, party, service } from 'isthmus';
import type { DataOf, IntegrationOptions } from 'isthmus';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
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
  summary: 'A parcel was packed',
  data: parcel,
  key: 'city', // parcels for one city stay in order
});

export type Parcel = DataOf<typeof parcelPacked>;

/** The work of two readers. Each goes on at its own pace, from where it was. */
function shipParcel({ parcel, city }: Parcel): void {
  console.log(\`\${parcel} goes to \${city}\`);
}
function billParcel({ parcel }: Parcel): void {
  console.log(\`\${parcel} goes on the bill\`);
}

/** What a test replaces. */
interface Parts extends Partial<Pick<IntegrationOptions, 'engine' | 'http' | 'log'>> {
  readonly ship?: (parcel: Parcel) => void | Promise<void>;
  readonly bill?: (parcel: Parcel) => void | Promise<void>;
}

export function createApp({ ship = shipParcel, bill = billParcel, ...parts }: Parts = {}) {
  // Who does it. The answer to a request leaves once the event is on disk.
  const warehouse = service('warehouse', [
    handle(packParcel, async (packed, context) => {
      await context.emit(parcelPacked, packed);
      return { accepted: true };
    }),
  ]);
  const shipping = service('shipping', [handle(parcelPacked, (packed) => ship(packed))]);
  const billing = service('billing', [handle(parcelPacked, (packed) => bill(packed))]);

  // How it travels: from whom, to whom, what, by which method. Each receiver of a stream reads every event.
  return integration({
    name: '${name}',
    http: { port: Number(process.env['PORT'] ?? 4400) },
    ...parts,
    services: [warehouse, shipping, billing],
    parties: [party('web', { kind: 'browser' })],
    links: [
      link({
        from: 'web', to: warehouse, contract: packParcel,
        via: rest({ method: 'POST', path: '/parcels', status: 201 }),
        needs: { reply: 'now', replyWithin: '1s' },
        policies: { deadline: '5s', idempotency: {}, rateLimit: { limit: 1_000 } },
      }),
      link({
        from: warehouse, to: [shipping, billing], contract: parcelPacked,
        via: stream({ partitions: 4, retention: '7d' }),
        needs: { reply: 'none', loss: 'none', order: 'key', replay: true, independentReceivers: 2 },
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

test('a packed parcel is shipped and billed', async (t) => {
  const shipped = Promise.withResolvers<Parcel>();
  const billed = Promise.withResolvers<Parcel>();
  const app = createApp({ engine: memory(), http: false, ship: shipped.resolve, bill: billed.resolve });
  await app.start();
  t.after(() => app.stop());

  const answer = await app.call(packParcel, { parcel: 'A1', city: 'Oslo' });

  assert.deepEqual(answer, { accepted: true });
  assert.deepEqual(await shipped.promise, { parcel: 'A1', city: 'Oslo' });
  assert.deepEqual(await billed.promise, { parcel: 'A1', city: 'Oslo' });
});
`;

/** A door that takes parcels and a stream that two services read. */
export const streamKind: Kind = {
  title: 'an event stream: many readers, each at its own pace, with replay',
  summary: 'POST /parcels appends an event to a stream, and two services read every event: `shipParcel` and `billParcel` in app.ts.',
  app,
  test,
  trials: [
    { says: 'tell an event', command: `curl --json '{"parcel":"A1","city":"Oslo"}' ${address}/parcels` },
    { says: 'see the stream and its readers', command: 'npx isthmus stream list' },
  ],
  next: [
    'Add a third receiver to the link and a service that handles `parcelPacked`: it reads what was said before, too.',
    '`npx isthmus stream groups parcels.packed` shows how far each reader is; `npx isthmus stream replay parcels.packed billing --to beginning` lets one read everything again.',
  ],
};

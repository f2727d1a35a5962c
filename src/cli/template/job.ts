import { address } from './kind.ts';
import type { Kind, Subject } from './kind.ts';
import { objectSchema, validatorImports } from './validator.ts';

const app = ({ name, validator }: Subject): string => `import { setTimeout as sleep } from 'node:timers/promises';
import { handle, integration, link, operation, party, service } from 'isthmus';
import type { IntegrationOptions } from 'isthmus';
import { job } from 'isthmus/job';
import { rest } from 'isthmus/rest';
${validatorImports(validator)}

// What is said, typed once.
export const printLabels = operation('labels.print', {
  summary: 'Print labels',
  input: ${objectSchema(validator, { labels: 'integer' })},
  output: ${objectSchema(validator, { printed: 'integer' })},
  effect: 'write',
});

/** The work on one label. Replace it by your own. */
async function printLabel(_number: number): Promise<void> {
  await sleep(100);
}

/** What a test replaces. */
interface Parts extends Partial<Pick<IntegrationOptions, 'engine' | 'http' | 'log'>> {
  readonly print?: (number: number) => void | Promise<void>;
}

export function createApp({ print = printLabel, ...parts }: Parts = {}) {
  // Who does it. A job that was running when the process ended runs again.
  const warehouse = service('warehouse', [
    handle(printLabels, async ({ labels }, context) => {
      for (let number = 1; number <= labels; number += 1) {
        context.signal.throwIfAborted(); // cancelled, too slow, or the app stops
        await print(number);
        context.progress(number / labels, \`label \${number} of \${labels}\`);
      }
      return { printed: labels };
    }),
  ]);

  // How it travels: the door answers 202 with the address of a job; the job is done in its time, even after a crash.
  return integration({
    name: '${name}',
    http: { port: Number(process.env['PORT'] ?? 4400) },
    ...parts,
    services: [warehouse],
    parties: [party('web', { kind: 'browser' })],
    links: [
      link({
        from: 'web', to: warehouse, contract: printLabels,
        via: rest({ method: 'POST', path: '/labels', respond: 'job' }),
        needs: { reply: 'later' },
        policies: { rateLimit: { limit: 100 } },
      }),
      link({
        from: 'web', to: warehouse, contract: printLabels,
        via: job({ concurrency: 2, attempts: 3 }),
        needs: { reply: 'later', processing: '10s' },
      }),
    ],
  });
}

export default createApp();
`;

const test = (): string => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { memory } from 'isthmus/memory';
import { createApp, printLabels } from './app.ts';

test('a job prints each label', async (t) => {
  const printed: number[] = [];
  const app = createApp({ engine: memory(), http: false, print: (number) => void printed.push(number) });
  await app.start();
  t.after(() => app.stop());

  const { id } = await app.submit(printLabels, { labels: 3 });
  const jobs = await app.jobs();
  let view = await jobs?.get(id);
  while (view?.state === 'queued' || view?.state === 'running') {
    await sleep(5);
    view = await jobs?.get(id);
  }

  assert.equal(view?.state, 'succeeded');
  assert.deepEqual(view.output, { printed: 3 });
  assert.deepEqual(printed, [1, 2, 3]);
});
`;

/** A door that hands work over as jobs. */
export const jobKind: Kind = {
  title: 'jobs: work that takes long, with progress and a result',
  summary: 'POST /labels answers with the address of a job at once; `printLabel` in app.ts does the work, and the job tells its progress and its result.',
  app,
  test,
  trials: [
    { says: 'start a job; the header location is its address', command: `curl -i --json '{"labels":30}' ${address}/labels` },
    { says: 'see the jobs', command: 'npx isthmus job list' },
  ],
  next: [
    '`npx isthmus job cancel ID` ends one; its handler sees `context.signal`.',
    `${address}/docs shows each operation, to be tried.`,
  ],
};

import { handle, integration, link, operation, party, service, silentLog } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { job } from 'isthmus/job';
import { z } from 'zod';

/**
 * A process for tests to kill: does jobs of the directory that it is given, says each attempt and what it knows of the job on standard
 * output, and never ends one unless it is told `finish`. `submit` submits one first and says its id.
 */
export const sum = operation('sums.make', { input: z.object({ n: z.int() }), output: z.object({ total: z.int() }), effect: 'write' });

export function sumApp(directory: string, mode: string, say: (line: string) => void) {
  const sums = service('sums', [handle(sum, async ({ n }, { progress, attempt, idempotencyKey }) => {
    progress(0.4, `attempt ${attempt}`);
    say(`attempt ${attempt} ${idempotencyKey}`);
    if (mode !== 'finish') await new Promise(() => {});
    return { total: n * 2 };
  })]);
  return integration({
    name: 'sums', engine: embedded({ directory }), services: [sums], parties: [party('p', { kind: 'external-service' })], http: false, log: silentLog,
    links: [link({ from: 'p', to: sums, contract: sum, via: job({ attempts: 3, backoff: { base: '1ms' } }) })],
  });
}

const [directory, mode = 'hold'] = process.argv.slice(2);
if (directory !== undefined) {
  const app = await sumApp(directory, mode, (line) => process.stdout.write(`${line}\n`)).start();
  if (mode === 'submit') process.stdout.write(`job ${(await app.submit(sum, { n: 21 })).id}\n`);
}

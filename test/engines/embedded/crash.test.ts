import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkIntegrity } from '../../../src/engines/embedded/index.ts';
import { directoryFor, open, take, textOf } from './setup.ts';

const child = fileURLToPath(new URL('./child.ts', import.meta.url));

interface History {
  readonly tried: Set<string>;
  readonly sent: Set<string>;
  readonly settled: Set<string>;
  readonly done: Set<string>;
  /** With the queue's handler, with the group's. */
  readonly got: Set<string>;
  readonly read: Set<string>;
}

/** Runs the child until it has acknowledged `count` messages, then kills it as the kernel would. */
async function killAfter(directory: string, count: number): Promise<History> {
  const history = { tried: new Set<string>(), sent: new Set<string>(), settled: new Set<string>(), done: new Set<string>(), got: new Set<string>(), read: new Set<string>() };
  const worker = spawn(process.execPath, ['--conditions=isthmus-source', child, directory, 'load'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(worker, 'exit');
  const sets = new Map(Object.entries({ try: history.tried, sent: history.sent, settle: history.settled, done: history.done, got: history.got, read: history.read }));
  for await (const line of createInterface({ input: worker.stdout })) {
    const [word = '', id = ''] = line.split(' ');
    sets.get(word)?.add(id);
    if (history.sent.size >= count && !worker.killed) worker.kill('SIGKILL');
  }
  await exited;
  return history;
}

/** A list of faults: lost, made up, doubled, out of order, torn. */
async function faultsAfter(context: TestContext, directory: string, { tried, sent, settled, done, got, read }: History): Promise<string[]> {
  const faults: string[] = [];
  const engine = await open(context, directory);
  if (!engine.recovered) faults.push('the unclean end was not noticed');
  await engine.queues.declare({ name: 'q', lanes: 4, deduplicationWindow: 0 });
  await engine.streams.declare({ name: 's', partitions: 2, retentionTime: 0, retentionSize: 0, compact: false });
  const receiver = await engine.queues.consume('q', { prefetch: 100_000 });
  const waiting = await take(receiver, (await engine.queues.depth('q')).ready);
  const queued = new Set(waiting.map((delivery) => delivery.message.id));
  const appended: string[] = [];
  for (const partition of [0, 1]) {
    for (let from = 0; ; ) {
      const some = await engine.streams.read('s', partition, from, 1_000);
      if (some.length === 0) break;
      appended.push(...some.map((delivery) => delivery.message.id));
      from = (some.at(-1)?.position ?? 0) + 1;
    }
  }
  const kept = new Set(appended);
  if (kept.size !== appended.length) faults.push('a record is there twice');
  if (queued.size !== waiting.length) faults.push('a message is there twice');
  for (const id of sent) if (!kept.has(id)) faults.push(`acknowledged record ${id} was lost`);
  for (const id of sent) if (!queued.has(id) && !settled.has(id)) faults.push(`acknowledged message ${id} was lost`);
  for (const id of done) if (queued.has(id)) faults.push(`settled message ${id} came back`);
  for (const id of [...kept, ...queued]) if (!tried.has(id)) faults.push(`${id} was never sent`);
  for (const id of queued) if (!kept.has(id)) faults.push(`half of the unit of ${id} is missing`);
  for (let producer = 0; producer < 8; producer += 1) {
    const order = (list: readonly string[]) => list.filter((id) => id.startsWith(`${producer}.`)).map((id) => Number(id.split('.')[1]));
    for (const list of [appended, waiting.map((delivery) => delivery.message.id)]) {
      const found = order(list);
      if (found.some((each, index) => index > 0 && each <= (found[index - 1] ?? 0))) faults.push(`order of producer ${producer} is broken`);
    }
    const entry = await engine.state.get('last', `p${producer}`);
    const last = entry === undefined ? -1 : Number(textOf(entry.value));
    if (last !== Math.max(-1, ...order(appended))) faults.push(`state of producer ${producer} is ${last}, not with its unit`);
  }
  const group = await take(await engine.streams.subscribe('s', 'g', { from: 'beginning', window: 100_000 }), appended.length);
  for (const [handled, found, most] of [[got, waiting, 200], [read, group, 80]] as const) {
    const suspected = found.filter(({ redelivered }) => redelivered > 0).map((delivery) => delivery.message.id);
    const missed = found.filter((delivery) => handled.has(delivery.message.id) && !suspected.includes(delivery.message.id));
    if (missed.length > 0) faults.push(`${missed.length} that were with a handler are not suspected`);
    if (suspected.length > most) faults.push(`${suspected.length} are suspected, more than could be with handlers`);
  }
  await engine.close();
  const report = checkIntegrity(directory);
  if (!report.intact) faults.push(`damaged: ${JSON.stringify(report.problems.slice(0, 3))}`);
  return faults;
}

for (const count of [1, 137, 2_000]) {
  test(`kill -9 after ${count} acknowledgements loses and tears nothing`, async (context) => {
    const directory = directoryFor(context);
    const history = await killAfter(directory, count);
    assert.deepEqual(await faultsAfter(context, directory, history), []);
  });
}

test('the check of a history finds a loss and a message that was made up', async (context) => {
  const directory = directoryFor(context);
  const history = await killAfter(directory, 50);
  history.sent.add('9.9');
  history.tried.delete([...history.sent][0] ?? '');
  const faults = await faultsAfter(context, directory, history);
  assert.ok(faults.some((fault) => fault.includes('acknowledged record 9.9 was lost')));
  assert.ok(faults.some((fault) => fault.includes('was never sent')));
});

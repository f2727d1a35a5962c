import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { BatchEncoder } from '../../../src/engines/embedded/codec/encoder.ts';
import { openWriter } from '../../../src/engines/embedded/store/database.ts';
import { migrate } from '../../../src/engines/embedded/store/schema.ts';
import { Executor } from '../../../src/engines/embedded/writer/executor.ts';
import { Retention } from '../../../src/engines/embedded/writer/retention.ts';
import { directoryFor, message } from './setup.ts';

/** What the writer's thread works with, without the thread. */
function executorFor(context: TestContext): Executor {
  const database = openWriter(directoryFor(context), 'relaxed');
  context.after(() => database.close());
  migrate(database);
  return new Executor(database);
}

function batchOf(log: number, id: string, size: number) {
  const encoder = new BatchEncoder(size + 256);
  encoder.append(message(id, { data: new Uint8Array(size) }), 0);
  return { log, count: 1, bytes: encoder.finish(), settled: true, unique: [], window: 0 };
}

test('one step delivers no more delayed messages than fit into memory well, and the next ones go on in their order', (context) => {
  const executor = executorFor(context);
  executor.transaction(() => {
    for (let n = 0; n < 12; n += 1) executor.delayed.add({ ...batchOf(65_536, `${n}`, 1_048_576), due: n }, 0);
  });
  const steps: number[] = [];
  const firsts: number[] = [];
  for (let moved = executor.transaction(() => executor.delayed.promote({ wall: 100, time: 100 }, 500)); moved.length > 0; ) {
    steps.push(moved.length);
    firsts.push(...moved.map(({ first }) => first));
    moved = executor.transaction(() => executor.delayed.promote({ wall: 100, time: 100 }, 500));
  }
  assert.deepEqual(steps, [4, 4, 4]);
  assert.deepEqual(firsts, Array.from({ length: 12 }, (_, n) => n));
});

test('retention drops the oldest of all partitions first, and looks at each partition once', (context) => {
  const executor = executorFor(context);
  const partitions = 64;
  const declaration = { name: 's', partitions, retentionTime: 1_000, retentionSize: 0, compact: false };
  const parts = (time: number, log: number) => executor.commit({ kind: 'commit', wall: time, time, parts: [{ conditional: false, appends: [{ ...batchOf(log, 'm', 10), settled: false }], delayed: [], settles: [], positions: [], state: [] }] });
  for (let n = 0; n < 320; n += 1) parts(n, 65_536 + (n * 7) % partitions);
  let looks = 0;
  const prepare = executor.database.prepare.bind(executor.database);
  Object.assign(executor.database, { prepare: (sql: string) => {
    const statement = prepare(sql);
    const get = statement.get.bind(statement);
    if (sql.includes('SELECT log, first, count, body')) Object.assign(statement, { get: (...values: Parameters<typeof get>) => {
      looks += 1;
      return get(...values);
    } });
    return statement;
  } });
  const retention = new Retention(executor);
  const changed = new Map<number, number>();
  assert.equal(executor.transaction(() => retention.step({ id: 1, declaration }, 1_100, changed)), false);
  assert.ok(looks <= partitions + 101, `${looks} looks`);
  const left = executor.database.prepare('SELECT count(*) AS count, min(time) AS oldest FROM batch').get();
  assert.deepEqual({ ...left }, { count: 220, oldest: 100 });
});

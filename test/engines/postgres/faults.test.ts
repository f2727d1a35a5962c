import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { postgres } from 'isthmus/postgres';
import type { OpenEngine } from '../../../src/driver/engine.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { IsthmusError } from '../../../src/kernel/error.ts';
import { until } from '../../until.ts';
import { proxyTo } from './proxy.ts';
import { testServer } from './server.ts';

const server = await testServer();
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const opened: OpenEngine[] = [];
after(() => Promise.all(opened.map((open) => open.close())));

async function open(schema: string, url = server.url, lease = 1_000): Promise<OpenEngine> {
  const engine = await postgres({ url, schema, lease, poll: 100 }).open({ clock: systemClock, log: quiet });
  opened.push(engine);
  return engine;
}

const message = (id: string, key?: string) => ({ id, source: '/test', type: 'said', time: Date.now(), key, data: new Uint8Array([1]) });

const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'accepted', (error: unknown) => (error instanceof IsthmusError ? error.code : String(error)));

test('a wrong password, an unknown database and a server that is not there are told apart', async () => {
  const wrong = (change: (url: URL) => void): string => {
    const url = new URL(server.url);
    change(url);
    return url.href;
  };
  assert.equal(await codeOf(open('unused', wrong((url) => { url.password = 'wrong'; }))), 'POSTGRES_REFUSED');
  assert.equal(await codeOf(open('unused', wrong((url) => { url.pathname = '/nowhere'; }))), 'POSTGRES_REFUSED');
  assert.equal(await codeOf(open('unused', wrong((url) => { url.port = '1'; }))), 'POSTGRES_UNREACHABLE');
});

test('eight processes that open at the same time create one schema', async () => {
  const schema = server.schema();
  const engines = await Promise.all(Array.from({ length: 8 }, () => open(schema)));
  await Promise.all(engines.map(async (engine) => engine.queues?.declare({ name: 'q', lanes: 4, deduplicationWindow: 0 })));
  assert.equal((await server.query(`select count(*)::int as count from ${schema}.lane`))[0]?.['count'], 4);
});

test('a schema of a newer version is refused', async () => {
  const schema = server.schema();
  await open(schema);
  await server.query(`update ${schema}.version set version = 999`);
  assert.equal(await codeOf(open(schema)), 'POSTGRES_SCHEMA_NEWER');
});

test('a consumer killed with -9 loses nothing, and each message has its effect once', async () => {
  const schema = server.schema();
  const engine = await open(schema);
  await engine.queues?.declare({ name: 'q', lanes: 8, deduplicationWindow: 0 });
  const start = async (stays: string) => {
    const child = fork(new URL('consumer.ts', import.meta.url), [server.url, schema, 'q', stays], { execArgv: ['--conditions=isthmus-source'] });
    await once(child, 'message');
    return child;
  };
  const hanging = await start('hangs');
  const count = 300;
  for (let index = 0; index < count; index += 1) await engine.commit({ send: [{ queue: 'q', message: message(`m${index}`, `k${index % 20}`) }] });
  await until(async () => ((await engine.queues?.depth('q'))?.inFlight ?? 0) > 0, 'It holds messages.');
  const other = await start('works');
  hanging.kill('SIGKILL');
  await until(async () => (await engine.state?.count('handled')) === count, 'All were handled.');
  other.kill('SIGKILL');
});

test('order per key holds with eight consumers in two processes while they come and go', async () => {
  const schema = server.schema();
  const [one, two] = [await open(schema), await open(schema)];
  await one.queues?.declare({ name: 'q', lanes: 8, deduplicationWindow: 0 });
  const seen: string[] = [];
  const work = async (engine: OpenEngine, limit: number): Promise<void> => {
    const receiver = await engine.queues?.consume('q', { prefetch: 10 });
    for (let handled = 0; receiver !== undefined && handled < limit; ) {
      const deliveries = await receiver.receive(5);
      if (deliveries.length === 0) return;
      for (const delivery of deliveries) {
        const done = await engine.commit({ settle: [{ receiver, settlements: [{ delivery, outcome: 'done' }] }] }).then(() => true, () => false);
        if (done) seen.push(delivery.message.id);
        handled += 1;
      }
    }
    await receiver?.close();
  };
  const consumers = [one, two, one, two, one, two, one, two].map((engine, index) => work(engine, index < 4 ? 20 : Infinity));
  const sent = Array.from({ length: 400 }, (_, index) => message(`${index % 10}/${String(Math.floor(index / 10)).padStart(3, '0')}`, `k${index % 10}`));
  for (const each of sent) await one.commit({ send: [{ queue: 'q', message: each }] });
  await until(async () => seen.length >= sent.length, 'All were handled.');
  assert.equal(new Set(seen).size, sent.length);
  for (let key = 0; key < 10; key += 1) {
    const own = seen.filter((id) => id.startsWith(`${key}/`));
    assert.deepEqual(own, [...own].sort());
  }
  await Promise.all([one.close(), two.close()]);
  await Promise.all(consumers);
});

test('connections that are cut again and again lose nothing and double nothing', async () => {
  const schema = server.schema();
  const proxy = await proxyTo(server.url);
  after(() => proxy.close());
  const engine = await open(schema, proxy.url, 5_000);
  await engine.streams?.declare({ name: 's', partitions: 1, retentionTime: 0, retentionSize: 0, compact: false });
  const refused: string[] = [];
  const sending = Array.from({ length: 600 }, async (_, index) => {
    await wait(index * 4);
    await engine.commit({ append: [{ stream: 's', message: message(`m${index}`) }] }).catch(() => refused.push(`m${index}`));
  });
  for (let cuts = 0; cuts < 15; cuts += 1) {
    await wait(150);
    proxy.cut();
  }
  await Promise.all(sending);
  const kept = (await server.query(`select count(*)::int as count from ${schema}.record`))[0]?.['count'];
  assert.deepEqual([refused, kept], [[], 600], 'What became of a unit is found out, so none is refused or written twice.');
});

test('a server that is away for a while: consumers wait, health says so, and it goes on by itself', async () => {
  const schema = server.schema();
  const proxy = await proxyTo(server.url);
  after(() => proxy.close());
  const engine = await open(schema, proxy.url, 5_000);
  await engine.queues?.declare({ name: 'q', lanes: 0, deduplicationWindow: 0 });
  const receiver = await engine.queues?.consume('q', { prefetch: 10 });
  const waiting = receiver?.receive(10);
  proxy.block();
  assert.equal((await engine.health()).ready, false);
  await wait(500);
  proxy.restore();
  await engine.commit({ send: [{ queue: 'q', message: message('after') }] });
  assert.deepEqual((await waiting)?.map((delivery) => delivery.message.id), ['after']);
  assert.equal((await engine.health()).ready, true);
});

test('a process that stalls longer than its lease is told, and its settlements are refused', async () => {
  const schema = server.schema();
  const engine = await open(schema);
  await engine.queues?.declare({ name: 'q', lanes: 2, deduplicationWindow: 0 });
  const lost: number[] = [];
  const receiver = await engine.queues?.consume('q', { prefetch: 10, onLost: (lanes) => lost.push(...lanes) });
  await engine.commit({ send: [{ queue: 'q', message: message('m', 'k') }] });
  const [delivery] = (await receiver?.receive(1)) ?? [];
  // What another process does with one whose lease has run out.
  await server.query(`select ${schema}.bury_process(id) from ${schema}.process`);
  assert.ok(receiver !== undefined && delivery !== undefined);
  const code = await codeOf(engine.commit({ settle: [{ receiver, settlements: [{ delivery, outcome: 'done' }] }] }));
  assert.ok(['POSTGRES_PROCESS_LOST', 'SETTLED_LATE'].includes(code), code);
  await until(async () => lost.length > 0, 'It is told.');
  const [again] = await receiver.receive(1);
  assert.equal(again?.message.id, 'm');
  assert.ok((again?.redelivered ?? 0) > 0);
});

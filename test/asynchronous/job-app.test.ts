import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { event, handle, integration, link, operation, party, service } from 'isthmus';
import type { Engine, Handler, Integration } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { job } from 'isthmus/job';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { z } from 'zod';
import { until } from './host.ts';

const report = operation('reports.make', {
  input: z.object({ n: z.int() }), output: z.object({ total: z.int() }), effect: 'write',
  errors: { 'no-data': { category: 'not-found', description: 'There is nothing to report on.' } },
});
const ordered = event('reports.ordered', { data: z.object({ n: z.int(), fail: z.boolean() }) });
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function appOf(engine: Engine, handler: Handler<typeof report>, order: Handler<typeof ordered> = () => {}, { attempts }: { readonly attempts: number } = { attempts: 2 }): Integration {
  const web = party('web', { kind: 'browser' });
  const reports = service('reports', [handle(report, handler), handle(ordered, order)]);
  return integration({
    name: 'jobs-test', engine, services: [reports], parties: [web], log: silent, http: { port: 0 }, drainWithin: '50ms',
    links: [
      link({ from: web, to: reports, contract: report, via: rest({ method: 'POST', path: '/reports', respond: 'job' }) }),
      link({ from: web, to: reports, contract: report, via: job({ attempts: 2, backoff: { base: 5, jitter: 'none' } }) }),
      link({ from: reports, to: reports, contract: ordered, via: queue({ attempts, backoff: { base: 5, jitter: 'none' } }) }),
    ],
  });
}

type Seen = { readonly state: string; readonly progress: number; readonly attempts: number; readonly output?: unknown; readonly problem?: { readonly status: number; readonly detail: string } };

async function order(app: Integration, n: number, key?: string): Promise<string> {
  const answer = await fetch(`${await app.url()}/reports`, { method: 'POST', body: JSON.stringify({ n }), headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) } });
  assert.equal(answer.status, 202, await answer.clone().text());
  assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  return `${await app.url()}${answer.headers.get('location')}`;
}

async function seen(address: string): Promise<Seen> {
  return (await (await fetch(address)).json()) as Seen;
}

async function reaches(address: string, state: string): Promise<Seen> {
  await until(async () => (await seen(address)).state === state, `the job is not ${state}`);
  return seen(address);
}

test('REST hands over, shows and cancels real jobs', async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => { release = resolve; });
  const app = await appOf(memory(), async ({ n }, { progress, signal }) => {
    progress(0.25, 'reading');
    if (n === 2) throw new Error('a secret of the inside');
    if (n === 3) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await gate;
    return { total: n };
  }).start();
  const first = await order(app, 1);
  await until(async () => (await seen(first)).progress === 0.25);
  release();
  assert.deepEqual((await reaches(first, 'succeeded')).output, { total: 1 });
  const failed = await reaches(await order(app, 2), 'failed');
  assert.deepEqual([failed.attempts, failed.problem?.status], [2, 500]);
  assert.doesNotMatch(JSON.stringify(failed), /secret/);
  const running = await order(app, 3);
  await reaches(running, 'running');
  assert.equal((await fetch(running, { method: 'DELETE' })).status, 200);
  await reaches(running, 'cancelled');
  assert.equal((await fetch(running, { method: 'DELETE' })).status, 409);
  assert.equal((await fetch(`${await app.url()}/jobs/nothing`)).status, 404);
  await app.stop();
});

test('the same idempotency key at the same time is one job, run once', async () => {
  let runs = 0;
  const app = await appOf(memory(), ({ n }) => ({ total: (runs += 1) + n })).start();
  const addresses = await Promise.all(Array.from({ length: 8 }, () => order(app, 1, '"order-1"')));
  assert.equal(new Set(addresses).size, 1);
  await reaches(addresses[0] ?? '', 'succeeded');
  const direct = await Promise.all(Array.from({ length: 8 }, () => app.submit(report, { n: 2 }, { idempotencyKey: 'order-2' })));
  assert.equal(new Set(direct.map(({ id }) => id)).size, 1);
  await assert.rejects(app.submit(report, { n: 3 }, { idempotencyKey: 'order-2' }), { code: 'JOB_KEY_REUSED' });
  await until(async () => (await (await app.jobs())?.list({ limit: 10, state: 'succeeded' }))?.items.length === 2);
  assert.equal(runs, 2);
  await app.stop();
});

test('what a handler submits is there with its success, or not at all', async () => {
  let calls = 0;
  const app = await appOf(memory(), ({ n }) => ({ total: n }), async ({ n, fail }, { submit }) => {
    calls += 1;
    await submit(report, { n });
    if (fail) throw new Error('after submitting');
  }).start();
  await app.emit(ordered, { n: 1, fail: true });
  const { deadLetters } = await app.queue(ordered);
  await until(async () => (await deadLetters.count()) === 1);
  assert.equal(calls, 2);
  const jobs = await app.jobs();
  assert.deepEqual((await jobs?.list({ limit: 10 }))?.items, []);
  await app.emit(ordered, { n: 2, fail: false });
  await until(async () => (await jobs?.list({ limit: 10, state: 'succeeded' }))?.items.length === 1);
  await app.stop();
});

test('handlers that submit with the same key at the same time get the same job', async () => {
  const ids = new Set<string>();
  let done = 0;
  const app = await appOf(memory(), ({ n }) => ({ total: n }), async (_data, { submit }) => {
    const { id } = await submit(report, { n: 1 }, { idempotencyKey: 'once' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    ids.add(id);
    done += 1;
  }).start();
  await Promise.all([1, 2, 3, 4].map((n) => app.emit(ordered, { n, fail: false })));
  await until(async () => done >= 4 && (await (await app.jobs())?.list({ limit: 10, state: 'succeeded' }))?.items.length === 1);
  const queued = await app.queue(ordered);
  await until(async () => (await queued.depth()).inFlight === 0 && (await queued.depth()).ready === 0);
  assert.equal(await queued.deadLetters.count(), 0);
  assert.equal((await (await app.jobs())?.list({ limit: 10 }))?.items.length, 1);
  await app.stop();
});

test('a key that somebody else took meanwhile gives their job, without another attempt', async () => {
  const got: Array<string | undefined> = [];
  let attempts = 0;
  let arrived = 0;
  let bothThere = (): void => {};
  const both = new Promise<void>((resolve) => { bothThere = resolve; });
  const app = await appOf(memory(), ({ n }) => ({ total: n }), async ({ n, fail }, { submit }) => {
    attempts += 1;
    const { id } = await submit(report, { n: fail ? n : 1 }, { idempotencyKey: 'once' });
    if ((arrived += 1) === 2) bothThere();
    await both;
    got.push(id);
  }, { attempts: 1 }).start();
  await Promise.all([app.emit(ordered, { n: 1, fail: false }), app.emit(ordered, { n: 2, fail: false })]);
  await until(() => got.length === 2);
  const queued = await app.queue(ordered);
  await until(async () => (await queued.depth()).inFlight === 0);
  assert.equal(await queued.deadLetters.count(), 0);
  assert.equal(attempts, 2);
  assert.notEqual(got[0], got[1], 'both were given an id before either was durable');
  const jobs = await app.jobs();
  await until(async () => (await jobs?.list({ limit: 10, state: 'succeeded' }))?.items.length === 1);
  assert.ok(jobs);
  const [first, second] = await Promise.all(got.map((id) => jobs.get(id ?? '')));
  assert.ok(first?.id === second?.id && first?.state === 'succeeded', 'both ids name the one job');
  await assert.rejects(async () => jobs?.cancel(got[1] ?? ''), { code: 'JOB_FINISHED' });
  assert.equal((await jobs?.list({ limit: 10 }))?.items.length, 1);
  await app.stop();
});

test('with another input it is refused, as it would be later', async () => {
  let arrived = 0;
  let bothThere = (): void => {};
  const both = new Promise<void>((resolve) => { bothThere = resolve; });
  const app = await appOf(memory(), ({ n }) => ({ total: n }), async ({ n }, { submit }) => {
    await submit(report, { n }, { idempotencyKey: 'once' });
    if ((arrived += 1) === 2) bothThere();
    await both;
  }, { attempts: 1 }).start();
  await Promise.all([app.emit(ordered, { n: 1, fail: false }), app.emit(ordered, { n: 2, fail: false })]);
  const { deadLetters } = await app.queue(ordered);
  await until(async () => (await deadLetters.count()) === 1);
  assert.equal((await deadLetters.list())[0]?.error.code, 'JOB_KEY_REUSED');
  await app.stop();
});

test('a handler that submits twice with the same key gets one job', async () => {
  const got: string[] = [];
  const app = await appOf(memory(), ({ n }) => ({ total: n }), async ({ n }, { submit }) => {
    for (let index = 0; index < 3; index += 1) got.push((await submit(report, { n }, { idempotencyKey: 'twice' })).id);
  }, { attempts: 1 }).start();
  await app.emit(ordered, { n: 1, fail: false });
  const jobs = await app.jobs();
  await until(async () => (await jobs?.list({ limit: 10, state: 'succeeded' }))?.items.length === 1);
  for (const id of got) assert.equal((await jobs?.get(id))?.state, 'succeeded');
  await app.stop();
});

test('an app of the embedded engine that stops with a job running goes on with it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'isthmus-job-'));
  const first = await appOf(embedded({ directory }), (_input, { signal, progress }) => {
    progress(0.5);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }).start();
  const address = await order(first, 7, '"seven"');
  await reaches(address, 'running');
  const done = await order(first, 7, '"seven"');
  assert.equal(new URL(done).pathname, new URL(address).pathname);
  await first.stop();
  const second = await appOf(embedded({ directory }), ({ n }) => ({ total: n })).start();
  const again = `${await second.url()}${new URL(address).pathname}`;
  const ended = await reaches(again, 'succeeded');
  assert.deepEqual([ended.output, ended.attempts], [{ total: 7 }, 1]);
  assert.equal(await order(second, 7, '"seven"'), again);
  await second.stop();
  await rm(directory, { recursive: true });
});

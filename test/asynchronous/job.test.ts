import assert from 'node:assert/strict';
import { test } from 'node:test';
import { job } from 'isthmus/job';
import type { JobOptions, JobView } from 'isthmus/job';
import { memory } from 'isthmus/memory';
import { z } from 'zod';
import { ActiveJob } from '../../src/asynchronous/job/active.ts';
import { Durations } from '../../src/asynchronous/job/durations.ts';
import type { JobRecord } from '../../src/asynchronous/job/record.ts';
import { jobRunner } from '../../src/asynchronous/job/runner.ts';
import type { OpenEngine } from '../../src/driver/engine.ts';
import type { Invocation, JobPort, Origin } from '../../src/driver/method.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { operation } from '../../src/kernel/contract.ts';
import type { SubmitOptions } from '../../src/kernel/handler.ts';
import { ManualClock } from '../../src/kernel/manual-clock.ts';
import { hostOf, linkOf, until, withEffects } from './host.ts';

const report = operation('reports.delays', { input: z.object({ n: z.number() }), output: z.object({ total: z.number() }), effect: 'write' });
type Handle = (input: { n: number }, invocation: Invocation) => unknown;
const noLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const fast = { backoff: { base: 5, cap: 20, jitter: 'none' } } as const;
const origin: Origin = { source: '/test', traceparent: undefined, caller: { subject: 'ada' } };

async function start(options: JobOptions, handler: Handle, engine = memory(), clock = systemClock, policies = {}) {
  const link = linkOf(report, job(options), ['reports'], policies);
  const open: OpenEngine = await engine.open({ clock, log: noLog });
  assert.deepEqual(jobRunner.check([link]), []);
  const method = await jobRunner.open([link], hostOf({ engine, open, handlers: { reports: handler as never }, clock }));
  const jobs = method.jobs as JobPort;
  const submit = async (input: { n: number }, more: SubmitOptions = {}, by: Origin = origin): Promise<string> => {
    const submitted = await method.submit?.(link, input, more, by);
    for (const each of submitted?.outgoing ?? []) await each.engine.commit(each.unit);
    return submitted?.job.id ?? '';
  };
  const stop = async () => {
    await method.drain(AbortSignal.timeout(1_000));
    await method.close();
    await open.close();
  };
  const reaches = async (id: string, state: JobView['state']): Promise<JobView> => {
    await until(async () => (await jobs.get(id)).state === state, `the job is not ${state}`);
    return jobs.get(id);
  };
  return { engine, open, method, link, jobs, submit, stop, reaches };
}

test('a job runs, tells its progress, and its result and effects are there together', async () => {
  let open: OpenEngine | undefined;
  let go = () => {};
  const gate = new Promise<void>((resolve) => { go = resolve; });
  let caller: unknown;
  const j = await start({}, async ({ n }, invocation) => {
    caller = invocation.caller;
    invocation.progress?.(0.5, 'half way');
    await gate;
    return withEffects(new Map([[open as OpenEngine, { state: [{ put: 'x', collection: 'effects', value: Buffer.from('1') }] }]]), { total: n * 2 });
  });
  open = j.open;
  const id = await j.submit({ n: 21 });
  const queued = await j.jobs.get(id);
  assert.deepEqual([queued.state, queued.progress, queued.attempts, queued.output], ['queued', 0, 0, undefined]);
  await j.method.start();
  await until(async () => (await j.jobs.get(id)).progress === 0.5);
  const running = await j.jobs.get(id);
  assert.deepEqual([running.state, running.note, running.attempts], ['running', 'half way', 1]);
  assert.ok(running.retryAfter >= 1_000);
  go();
  const done = await j.reaches(id, 'succeeded');
  assert.deepEqual([done.output, done.progress], [{ total: 42 }, 1]);
  assert.ok((done.finishedAt ?? 0) >= (done.startedAt ?? Infinity));
  assert.deepEqual(caller, { subject: 'ada' });
  assert.equal(await j.open.state?.count('effects'), 1);
  await j.stop();
});

test('a failing job is tried again, then fails with its error; a wrong output is a failure of the handler', async () => {
  let tries = 0;
  const j = await start({ ...fast, attempts: 2 }, ({ n }) => {
    tries += 1;
    if (n === 1) throw new Error('no data');
    return { total: 'much' };
  });
  await j.method.start();
  const failed = await j.reaches(await j.submit({ n: 1 }), 'failed');
  assert.deepEqual([failed.attempts, failed.error?.code, tries], [2, 'JOB_FAULT', 2]);
  const wrong = await j.reaches(await j.submit({ n: 2 }), 'failed');
  assert.equal(wrong.error?.code, 'JOB_OUTPUT_INVALID');
  const letters = await j.method.queue?.(j.link).deadLetters.list();
  assert.deepEqual(letters?.map(({ reason, error }) => [reason, error.what === 'no data']), [['failed', true], ['failed', false]]);
  assert.doesNotMatch(JSON.stringify(failed.error), /no data/);
  await j.stop();
});

test('a job is cancelled while it waits, while it runs, and not after its end', async () => {
  let started = 0;
  const j = await start({ concurrency: 1, ...fast }, async (_input, { signal }) => {
    started += 1;
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  const first = await j.submit({ n: 1 });
  const second = await j.submit({ n: 2 });
  await j.method.start();
  await j.reaches(first, 'running');
  assert.equal((await j.jobs.cancel(second)).state, 'cancelled');
  await j.jobs.cancel(first);
  await j.reaches(first, 'cancelled');
  await until(async () => (await j.open.queues?.depth('jobs.reports.delays'))?.ready === 0);
  assert.equal(started, 1);
  assert.equal((await j.jobs.get(second)).state, 'cancelled');
  await assert.rejects(j.jobs.cancel(first), { code: 'JOB_FINISHED' });
  await assert.rejects(j.jobs.get('nothing'), { code: 'JOB_UNKNOWN' });
  await j.stop();
});

test('purging the queue cancels the jobs that wait', async () => {
  let runs = 0;
  const j = await start({}, ({ n }) => ({ total: (runs += n) }));
  const ids = await Promise.all([1, 2, 3].map((n) => j.submit({ n })));
  assert.equal(await j.method.queue?.(j.link).purge(), 3);
  for (const id of ids) assert.equal((await j.jobs.get(id)).state, 'cancelled');
  await j.method.start();
  await j.reaches(await j.submit({ n: 5 }), 'succeeded');
  assert.equal(runs, 5);
  assert.equal((await j.method.queue?.(j.link).depth())?.ready, 0);
  await j.stop();
});

test('a job cancelled between two attempts is not tried again', async () => {
  let tries = 0;
  const j = await start({ attempts: 5, backoff: { base: 80, factor: 1, jitter: 'none' } }, () => {
    tries += 1;
    throw new Error('not yet');
  });
  await j.method.start();
  const id = await j.submit({ n: 1 });
  await until(() => tries === 1);
  await j.reaches(id, 'queued');
  await j.jobs.cancel(id);
  await until(async () => (await j.open.queues?.depth('jobs.reports.delays'))?.inFlight === 0);
  assert.deepEqual([tries, (await j.jobs.get(id)).state], [1, 'cancelled']);
  await j.stop();
});

test('the same idempotency key gives the same job, also at the same time; another input is refused', async () => {
  const j = await start({}, ({ n }) => ({ total: n }));
  const id = await j.submit({ n: 1 }, { idempotencyKey: 'k' });
  assert.equal(await j.submit({ n: 1 }, { idempotencyKey: 'k' }), id);
  await assert.rejects(j.submit({ n: 2 }, { idempotencyKey: 'k' }), { code: 'JOB_KEY_REUSED' });
  assert.notEqual(await j.submit({ n: 1 }, { idempotencyKey: 'k' }, { ...origin, caller: { subject: 'grace' } }), id);
  const racing = await Promise.allSettled([1, 2].map(() => j.submit({ n: 3 }, { idempotencyKey: 'race' })));
  assert.deepEqual(racing.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const refused = racing.find((each) => each.status === 'rejected');
  assert.equal((refused?.reason as { code: string }).code, 'STATE_CONFLICT');
  await assert.rejects(j.submit({ n: 1 }, { delay: 5 }), { code: 'JOB_OPTION_UNUSED' });
  await j.stop();
  const strict = await start({}, () => ({ total: 1 }), memory(), systemClock, { idempotency: { window: 1_000, required: true } });
  await assert.rejects(strict.submit({ n: 1 }), { code: 'JOB_KEY_MISSING' });
  await strict.stop();
});

test('a result is kept for a time, then it is gone, then unknown', async () => {
  const clock = new ManualClock(1_700_000_000_000);
  const j = await start({ keepResult: 1_000, keepTrace: 5_000 }, ({ n }) => ({ total: n }), memory(), clock);
  await j.method.start();
  const id = await j.submit({ n: 1 });
  await j.reaches(id, 'succeeded');
  clock.advance(1_001);
  await assert.rejects(j.jobs.get(id), { code: 'JOB_GONE' });
  assert.deepEqual(await j.jobs.list({ limit: 10 }), { items: [], next: undefined });
  clock.advance(5_000);
  await assert.rejects(j.jobs.get(id), { code: 'JOB_UNKNOWN' });
  await j.stop();
});

test('jobs are listed, the latest first, in pages and by state', async () => {
  const j = await start({ attempts: 1 }, ({ n }) => {
    if (n === 2) throw new Error('broken');
    return { total: n };
  });
  const ids: string[] = [];
  for (const n of [1, 2, 3]) {
    ids.unshift(await j.submit({ n }));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await j.method.start();
  for (const id of ids) await until(async () => !['queued', 'running'].includes((await j.jobs.get(id)).state));
  assert.deepEqual((await j.jobs.list({ limit: 10 })).items.map(({ id }) => id), ids);
  assert.deepEqual((await j.jobs.list({ limit: 1, after: ids[0] as string })).items.map(({ id }) => id), [ids[1]]);
  assert.deepEqual((await j.jobs.list({ limit: 10, state: 'failed' })).items.map(({ id }) => id), [ids[1]]);
  assert.deepEqual((await j.jobs.list({ limit: 10, operation: 'other' })).items, []);
  await j.stop();
});

test('a running job runs again after a crash', async () => {
  const engine = memory();
  const first = await start({ attempts: 3 }, () => new Promise(() => {}), engine);
  const id = await first.submit({ n: 5 });
  await first.method.start();
  await first.reaches(id, 'running');
  await until(async () => (await first.open.state?.count('jobs')) === 1);
  engine.crash();
  await first.method.close();
  const second = await start({ attempts: 3 }, ({ n }, { progress }) => {
    progress?.(0.1);
    return { total: n };
  }, engine);
  await second.method.start();
  const done = await second.reaches(id, 'succeeded');
  assert.deepEqual([done.output, done.attempts], [{ total: 5 }, 2]);
  await second.stop();
});

test('a job during which the process ends each time is given up', async () => {
  const engine = memory();
  let id = '';
  for (let run = 0; run < 2; run += 1) {
    const broken = await start({ attempts: 2 }, () => new Promise(() => {}), engine);
    if (run === 0) id = await broken.submit({ n: 5 });
    await broken.method.start();
    await until(async () => (await broken.jobs.get(id)).attempts === run + 1);
    await until(async () => JSON.parse(Buffer.from((await broken.open.state?.get('jobs', id))?.value ?? '').toString()).attempts === run + 1);
    engine.crash();
    await broken.method.close();
  }
  const last = await start({ attempts: 2 }, () => assert.fail('must not run again'), engine);
  await last.method.start();
  const failed = await last.reaches(id, 'failed');
  assert.equal(failed.error?.code, 'MESSAGE_CRASHED');
  await last.stop();
});

test('cancelling beside the end of a job: either it ended first, or it is cancelled and had no effect', async () => {
  for (let turns = 0; turns < 30; turns += 1) {
    let open: OpenEngine | undefined;
    const effect = () => withEffects(new Map([[open as OpenEngine, { state: [{ put: 'x', collection: 'effects', value: Buffer.from('1') }] }]]), { total: 1 });
    const j = await start({}, async () => effect());
    open = j.open;
    const id = await j.submit({ n: 1 });
    await j.method.start();
    for (let turn = 0; turn < turns; turn += 1) await (turn % 3 === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined);
    const [answer] = await Promise.allSettled([j.jobs.cancel(id)]);
    await until(async () => !['queued', 'running'].includes((await j.jobs.get(id)).state));
    await until(async () => (await j.open.queues?.depth('jobs.reports.delays'))?.inFlight === 0);
    const { state } = await j.jobs.get(id);
    assert.equal(await j.open.state?.count('effects'), state === 'succeeded' ? 1 : 0);
    if (answer?.status === 'rejected') assert.deepEqual([(answer.reason as { code: string }).code, state], ['JOB_FINISHED', 'succeeded']);
    else if (answer?.value.state === 'cancelled') assert.equal(state, 'cancelled');
    await j.stop();
  }
});

test('progress only grows, and is written at most every 250 ms', () => {
  const clock = new ManualClock(1_700_000_000_000);
  const written: number[] = [];
  const active = new ActiveJob({} as never, clock, ({ progress }) => written.push(progress)); // Its item is only kept.
  active.record = { id: 'a', operation: 'b', state: 'running', progress: 0, note: undefined, submittedAt: 0, startedAt: 0, finishedAt: undefined, keptUntil: undefined, attempts: 1, error: undefined, caller: undefined, cancelling: false };
  for (const fraction of [0.1, 0.2, 0.15, Number.NaN, -1]) active.progress(fraction);
  assert.deepEqual([written, active.record.progress], [[0.1], 0.2]);
  clock.advance(249);
  assert.deepEqual(written, [0.1]);
  clock.advance(1);
  assert.deepEqual(written, [0.1, 0.2]);
  active.progress(7);
  active.end();
  active.progress(0.9);
  clock.advance(1_000);
  assert.deepEqual([written, active.record.progress], [[0.1, 0.2], 1]);
});

test('when to ask again follows from the median of what jobs took', () => {
  const durations = new Durations();
  const record = { state: 'running', startedAt: 0, progress: 0 } as JobRecord;
  assert.equal(durations.retryAfter({ ...record, state: 'queued' }, 0), 2_000);
  for (const took of [9_000, 1_000, 5_000]) durations.add(took);
  assert.equal(durations.retryAfter({ ...record, state: 'queued' }, 0), 5_000);
  assert.equal(durations.retryAfter(record, 2_000), 3_000);
  assert.equal(durations.retryAfter(record, 6_000), 1_000);
  assert.equal(durations.retryAfter({ ...record, progress: 0.25 }, 2_000), 6_000);
});

test('a stop lets a job go back, uncounted', async () => {
  const engine = memory();
  const first = await start({ attempts: 1 }, (_input, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))), engine);
  const id = await first.submit({ n: 5 });
  await first.method.start();
  await first.reaches(id, 'running');
  await first.method.drain(AbortSignal.timeout(20));
  assert.equal((await first.jobs.get(id)).state, 'queued');
  await first.method.close();
  await first.open.close();
  const second = await start({ attempts: 1 }, ({ n }) => ({ total: n }), engine);
  await second.method.start();
  assert.equal((await second.reaches(id, 'succeeded')).attempts, 1);
  await second.stop();
});

test('a list that looks for a rare kind does a page of work at a time, and its cursor comes to the end', async () => {
  const j = await start({}, () => ({ total: 1 }));
  const ids: string[] = [];
  for (let n = 0; n < 4_500; n += 1) ids.push(await j.submit({ n }));
  await j.jobs.cancel(ids[0] ?? '');
  let scanned = 0;
  const scan = j.open.state?.scan.bind(j.open.state);
  Object.assign(j.open.state ?? {}, { scan: (...range: Parameters<NonNullable<typeof scan>>) => {
    scanned += range[1].limit;
    return scan?.(...range);
  } });
  const found: string[] = [];
  let pages = 0;
  for (let after: string | undefined; ; ) {
    scanned = 0;
    const { items, next } = await j.jobs.list({ limit: 10, state: 'cancelled', ...(after === undefined ? {} : { after }) });
    assert.ok(scanned <= 2_000, `${scanned} at once`);
    found.push(...items.map(({ id }) => id));
    pages += 1;
    if (next === undefined) break;
    after = next;
  }
  assert.deepEqual([found, pages], [[ids[0]], 3]);
  const all = new Set<string>();
  for (let after: string | undefined; ; ) {
    const { items, next } = await j.jobs.list({ limit: 700, ...(after === undefined ? {} : { after }) });
    for (const { id } of items) all.add(id);
    if (next === undefined) break;
    after = next;
  }
  assert.equal(all.size, ids.length, 'every job once');
  await j.stop();
});

test('the depth of a queue of jobs says how many of them were cancelled, also after a restart', async () => {
  const engine = memory();
  const first = await start({}, () => ({ total: 1 }), engine);
  const [a, b] = [await first.submit({ n: 1 }), await first.submit({ n: 2 }), await first.submit({ n: 3 })];
  await first.jobs.cancel(a);
  await first.jobs.cancel(b);
  const depth = async (j: typeof first) => {
    const { ready, cancelled } = (await j.method.queue?.(j.link)?.depth()) ?? {};
    return [ready, cancelled];
  };
  assert.deepEqual(await depth(first), [3, 2]);
  await first.stop();
  const second = await start({}, () => ({ total: 1 }), engine);
  assert.deepEqual(await depth(second), [3, 2]);
  await second.method.start();
  await until(async () => (await depth(second))[0] === 0 && (await depth(second))[1] === 0);
  await second.stop();
});

test('two tenants may use the same key', async () => {
  const j = await start({}, () => ({ total: 1 }));
  const by = (tenant: string | undefined): Origin => ({ source: '/test', traceparent: undefined, caller: { subject: 'ada', tenant } });
  const ids = [];
  for (const tenant of ['a', 'b', undefined, 'a']) ids.push(await j.submit({ n: 1 }, { idempotencyKey: 'k' }, by(tenant)));
  assert.equal(new Set(ids).size, 3);
  assert.equal(ids[0], ids[3]);
  assert.deepEqual((await j.jobs.get(ids[1] ?? '')).caller, { subject: 'ada', tenant: 'b' });
  await j.stop();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event } from '../../src/kernel/contract.ts';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import type { QueueOptions } from 'isthmus/queue';
import { z } from 'zod';
import { kernelErrors } from '../../src/kernel/errors.ts';
import { engineErrors } from '../../src/kernel/engine-errors.ts';
import type { OpenEngine } from '../../src/driver/engine.ts';
import type { Invocation, RunningMethod } from '../../src/driver/method.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { ManualClock } from '../../src/kernel/manual-clock.ts';
import type { EmitOptions } from '../../src/kernel/handler.ts';
import { queueRunner } from '../../src/asynchronous/queue/runner.ts';
import { hostOf, linkOf, messageOf, until, withEffects } from './host.ts';

const rebook = event('passengers.rebook', { data: z.object({ passenger: z.string(), n: z.number() }), key: 'passenger' });
type Data = { passenger: string; n: number };
const noLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const fast = { backoff: { base: 5, cap: 20, jitter: 'none' } } as const;

async function start(options: QueueOptions, handler: (data: Data, invocation: Invocation) => unknown, engine = memory(), clock: Clock = systemClock) {
  const link = linkOf(rebook, queue(options), ['bookings']);
  const open: OpenEngine = await engine.open({ clock, log: noLog });
  assert.deepEqual(queueRunner.check([link]), []);
  const method: RunningMethod = await queueRunner.open([link], hostOf({ engine, open, handlers: { bookings: handler as never }, clock }));
  const send = async (data: unknown, emit: EmitOptions = {}, more = {}) => {
    const outgoing = method.outgoing?.(link, messageOf(rebook, data, (data as Data).passenger, more), emit);
    for (const each of [outgoing ?? []].flat()) await each.engine.commit(each.unit);
  };
  const admin = method.queue?.(link);
  assert.ok(admin);
  const stop = async () => {
    await method.drain(AbortSignal.timeout(1_000));
    await method.close();
    await open.close();
  };
  return { engine, open, method, link, send, admin, stop };
}

test('what was taken ahead of its handler has an age while it waits', async () => {
  const release = Promise.withResolvers<void>();
  let started = 0;
  const q = await start({ order: 'none', concurrency: 1 }, () => {
    started += 1;
    return release.promise;
  });
  for (let n = 0; n < 3; n += 1) await q.send({ passenger: `p${n}`, n });
  await q.method.start();
  await until(async () => started === 1 && (await q.admin.depth()).ready === 0);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.ok(((await q.admin.depth()).oldestAge ?? 0) >= 25);
  release.resolve();
  await until(async () => (await q.admin.depth()).inFlight === 0);
  assert.equal((await q.admin.depth()).oldestAge, 0);
  await q.stop();
});

test('handles each message once, in order per key, and leaves nothing behind', async () => {
  const seen: Data[] = [];
  const q = await start({ concurrency: 8 }, async (data) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
    seen.push(data);
  });
  for (let n = 0; n < 200; n += 1) await q.send({ passenger: `p${n % 7}`, n });
  await q.method.start();
  await until(() => seen.length === 200);
  for (let key = 0; key < 7; key += 1) {
    const own = seen.filter(({ passenger }) => passenger === `p${key}`).map(({ n }) => n);
    assert.deepEqual(own, own.toSorted((a, b) => a - b));
  }
  await until(async () => (await q.admin.depth()).inFlight === 0);
  const { ready, parked, deadLetters } = await q.admin.depth();
  assert.deepEqual({ ready, parked, deadLetters }, { ready: 0, parked: 0, deadLetters: 0 });
  await q.stop();
});

test('a failing message is tried again in its place while other keys go on', async () => {
  const seen: string[] = [];
  const q = await start({ ...fast, attempts: 3 }, ({ passenger, n }, { attempt }) => {
    seen.push(`${passenger}${n}#${attempt}`);
    if (passenger === 'a' && n === 1 && attempt < 3) throw new Error('not yet');
  });
  await q.send({ passenger: 'a', n: 1 });
  await q.send({ passenger: 'a', n: 2 });
  await q.send({ passenger: 'b', n: 1 });
  await q.method.start();
  await until(() => seen.includes('a2#1'));
  assert.deepEqual(seen, ['a1#1', 'b1#1', 'a1#2', 'a1#3', 'a2#1']);
  await q.stop();
});

test('a poisoned key is parked, redriven in order, and its history is kept', async () => {
  const seen: string[] = [];
  let broken = true;
  const q = await start({ ...fast, attempts: 2 }, ({ passenger, n }, { attempt }) => {
    if (broken && passenger === 'a' && n === 1) throw new Error(`broken ${attempt}`);
    seen.push(`${passenger}${n}`);
  });
  await q.method.start();
  for (const n of [1, 2, 3]) await q.send({ passenger: 'a', n });
  await q.send({ passenger: 'b', n: 1 });
  await until(async () => (await q.admin.depth()).parked === 2);
  await q.send({ passenger: 'a', n: 4 });
  await until(async () => (await q.admin.depth()).parked === 3);
  assert.deepEqual(seen, ['b1']);
  const [letter, ...others] = await q.admin.deadLetters.list();
  assert.ok(letter);
  assert.equal(others.length, 0);
  assert.equal(letter.reason, 'failed');
  assert.equal(letter.parksKey, true);
  assert.deepEqual(letter.history.map(({ number, what }) => [number, what]), [[1, 'broken 1'], [2, 'broken 2']]);
  assert.ok(letter.history.every(({ startedAt, finishedAt }) => finishedAt >= startedAt));
  assert.match(letter.error.stack ?? '', /queue\.test/);
  assert.deepEqual(letter.message.data, { passenger: 'a', n: 1 });
  const [parked] = await q.admin.deadLetters.parkedKeys();
  assert.deepEqual([parked?.key, parked?.state, parked?.waiting, parked?.deadLetter], ['a', 'poisoned', 3, letter.id]);
  broken = false;
  await q.admin.deadLetters.redrive(letter.id);
  await until(() => seen.length === 5);
  assert.deepEqual(seen, ['b1', 'a1', 'a2', 'a3', 'a4']);
  await until(async () => (await q.admin.deadLetters.parkedKeys()).length === 0);
  await q.send({ passenger: 'a', n: 5 });
  await until(() => seen.includes('a5'));
  assert.equal(await q.admin.deadLetters.count(), 0);
  await q.stop();
});

test('discarding the dead letter lets its key go on; skip never stops it', async () => {
  for (const poisoned of ['park', 'skip'] as const) {
    const seen: number[] = [];
    const q = await start({ ...fast, attempts: 1, poisoned }, ({ n }) => {
      if (n === 1) throw new Error('broken');
      seen.push(n);
    });
    await q.method.start();
    await q.send({ passenger: 'a', n: 1 });
    await q.send({ passenger: 'a', n: 2 });
    await until(async () => (await q.admin.deadLetters.count()) === 1);
    if (poisoned === 'park') {
      await until(async () => (await q.admin.depth()).parked === 1);
      const [letter] = await q.admin.deadLetters.list();
      await q.admin.deadLetters.discard(letter?.id ?? '');
      await assert.rejects(q.admin.deadLetters.show(letter?.id ?? ''), { code: 'DEAD_LETTER_UNKNOWN' });
    }
    await until(() => seen.length === 1);
    assert.deepEqual(seen, [2]);
    await q.stop();
  }
});

test('a dead letter is edited under its contract and keeps its key', async () => {
  const seen: Data[] = [];
  const q = await start({ attempts: 1 }, (data) => {
    if (data.n < 0) throw new Error('negative');
    seen.push(data);
  });
  await q.method.start();
  await q.send({ passenger: 'a', n: -1 });
  await until(async () => (await q.admin.deadLetters.count()) === 1);
  const [{ id } = { id: '' }] = await q.admin.deadLetters.list();
  await assert.rejects(q.admin.deadLetters.edit(id, { passenger: 'a' }), { code: 'DATA_INVALID' });
  await assert.rejects(q.admin.deadLetters.edit(id, { passenger: 'b', n: 1 }), { code: 'DEAD_LETTER_KEY' });
  const edited = await q.admin.deadLetters.edit(id, { passenger: 'a', n: 7 });
  assert.deepEqual(edited.message.data, { passenger: 'a', n: 7 });
  assert.equal(await q.admin.deadLetters.redriveAll(), 1);
  await until(() => seen.length === 1);
  assert.deepEqual(seen, [{ passenger: 'a', n: 7 }]);
  await q.stop();
});

test('reasons: rejected and invalid at once, expired without a handler', async () => {
  let calls = 0;
  const q = await start({ ...fast, attempts: 5, order: 'none', timeToLive: '1h' }, ({ n }) => {
    calls += 1;
    if (n === 1) throw engineErrors.QUEUE_UNKNOWN('gone');
    if (n === 2) throw kernelErrors.DATA_INVALID('wrong');
  });
  await q.send({ passenger: 'a', n: 1 });
  await q.send({ passenger: 'a', n: 2 });
  await q.send({ passenger: 'a', n: 3 }, {}, { expiresAt: Date.now() - 1 });
  await q.method.start();
  await until(async () => (await q.admin.deadLetters.count()) === 3);
  const letters = await q.admin.deadLetters.list();
  assert.deepEqual(new Map(letters.map(({ message, reason }) => [(message.data as Data).n, reason])), new Map([[1, 'rejected'], [2, 'invalid'], [3, 'expired']]));
  assert.equal(calls, 2);
  await q.stop();
});

test('a message of a newer version of the contract is a dead letter', async () => {
  const q = await start({ order: 'none' }, () => assert.fail('must not be handled'));
  await q.method.start();
  await q.send({ passenger: 'a', n: 1 }, {}, { dataschema: '/contracts/passengers.rebook/12' });
  await until(async () => (await q.admin.deadLetters.count()) === 1);
  const [letter] = await q.admin.deadLetters.list();
  assert.equal(letter?.error.code, 'MESSAGE_NEWER');
  assert.equal(letter?.reason, 'invalid');
  await q.stop();
});

test('a slow handler is aborted and tried again; one that will not stop is a dead letter and never runs twice', async () => {
  const running = { now: 0, most: 0 };
  const reasons: unknown[] = [];
  const q = await start({ ...fast, attempts: 2, timeout: 40, grace: 40 }, async ({ n }, { signal }) => {
    running.now += 1;
    running.most = Math.max(running.most, running.now);
    if (n === 1) await new Promise((_, reject) => signal.addEventListener('abort', () => { reasons.push(signal.reason); running.now -= 1; reject(signal.reason); }));
    else await new Promise(() => {});
  });
  await q.method.start();
  await q.send({ passenger: 'a', n: 1 });
  await until(async () => (await q.admin.deadLetters.count()) === 1);
  assert.equal(reasons.length, 2);
  assert.equal((reasons[0] as { code: string }).code, 'HANDLER_TIMEOUT');
  await q.send({ passenger: 'b', n: 2 });
  await until(async () => (await q.admin.deadLetters.count()) === 2);
  const letters = await q.admin.deadLetters.list();
  assert.deepEqual(letters.map(({ error }) => error.code), ['HANDLER_TIMEOUT', 'HANDLER_STUCK']);
  assert.equal(running.most, 1);
  await q.stop();
});

test('retries that would wait too long wait in the state store, survive a crash, and keep order', async () => {
  const engine = memory();
  const seen: string[] = [];
  let broken = true;
  const handler = ({ passenger, n }: Data) => {
    if (broken && n === 1) throw new Error('broken');
    seen.push(`${passenger}${n}`);
  };
  const options = { attempts: 10, backoff: { base: 300, factor: 1, jitter: 'none' }, hold: 20 } as const;
  const first = await start(options, handler, engine);
  await first.method.start();
  for (const n of [1, 2]) await first.send({ passenger: 'a', n });
  await first.send({ passenger: 'b', n: 2 });
  await until(async () => (await first.admin.depth()).parked === 2);
  engine.crash();
  await first.method.close();
  broken = false;
  const second = await start(options, handler, engine);
  assert.equal((await second.admin.deadLetters.parkedKeys())[0]?.state, 'active');
  await second.method.start();
  await second.send({ passenger: 'a', n: 3 });
  await until(() => seen.length === 4);
  assert.deepEqual(seen, ['b2', 'a1', 'a2', 'a3']);
  await second.stop();
});

test('a message that ends the process each time becomes a dead letter, its neighbours do not', async () => {
  const engine = memory();
  const handled: number[] = [];
  let crashes = 0;
  for (;;) {
    let ended = () => {};
    const over = new Promise<void>((resolve) => { ended = resolve; });
    const q = await start({ attempts: 3, order: 'none', concurrency: 4 }, async ({ n }): Promise<void> => {
      if (n === 1) {
        engine.crash();
        crashes += 1;
        ended();
        return new Promise(() => {});
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
      handled.push(n);
    }, engine);
    if (crashes === 0) for (const n of [1, 2, 3, 4]) await q.send({ passenger: 'a', n });
    await q.method.start();
    let crashed = false;
    void over.then(() => { crashed = true; });
    await until(async () => crashed || (await q.admin.deadLetters.count().catch(() => 0)) === 1);
    if (crashed) {
      await q.method.close();
      continue;
    }
    const [letter] = await q.admin.deadLetters.list();
    assert.equal(letter?.reason, 'crashed');
    assert.equal(letter?.error.code, 'MESSAGE_CRASHED');
    await until(async () => (await q.admin.depth()).inFlight === 0 && (await q.admin.depth()).ready === 0);
    assert.equal(await q.admin.deadLetters.count(), 1);
    assert.deepEqual(new Set(handled), new Set([2, 3, 4]));
    assert.ok(crashes <= 4, `${crashes}`);
    return q.stop();
  }
});

test('effects commit with the settlement, and only then', async () => {
  let open: OpenEngine | undefined;
  let tries = 0;
  const q = await start({ ...fast, attempts: 3, order: 'key' }, ({ n }) => {
    tries += 1;
    const effects = new Map([[open as OpenEngine, { state: [{ put: `n${n}`, collection: 'test', value: Buffer.from(String(tries)), when: { absent: true as const } }] }]]);
    return withEffects(effects);
  });
  open = q.open;
  await q.open.commit({ state: [{ put: 'n2', collection: 'test', value: Buffer.from('before') }] });
  await q.method.start();
  await q.send({ passenger: 'a', n: 1 });
  await q.send({ passenger: 'a', n: 2 });
  await until(async () => (await q.admin.deadLetters.count()) === 1);
  assert.equal(tries, 4);
  assert.equal((await q.admin.deadLetters.list())[0]?.error.code, 'STATE_CONFLICT');
  assert.equal(Buffer.from((await q.open.state?.get('test', 'n1'))?.value ?? []).toString(), '1');
  assert.equal(Buffer.from((await q.open.state?.get('test', 'n2'))?.value ?? []).toString(), 'before');
  await q.stop();
});

test('large bodies are kept apart, fetched for the handler, and removed with the message', async () => {
  const seen: number[] = [];
  const q = await start({ claimCheckAbove: 100, attempts: 1 }, ({ passenger, n }) => {
    if (n === 2) throw new Error('broken');
    seen.push(passenger.length);
  });
  await q.send({ passenger: 'a'.repeat(500), n: 1 });
  await q.send({ passenger: 'b'.repeat(500), n: 2 });
  assert.equal(await q.open.state?.count('claims'), 2);
  assert.equal(((await q.admin.peek())[0]?.data as Data).n, 1);
  await q.method.start();
  await until(async () => (await q.admin.deadLetters.count()) === 1 && (await q.open.state?.count('claims')) === 1);
  assert.deepEqual(seen, [500]);
  const [letter] = await q.admin.deadLetters.list();
  assert.equal((letter?.message.data as Data).n, 2);
  await q.admin.deadLetters.discard(letter?.id ?? '');
  assert.equal(await q.open.state?.count('claims'), 0);
  await q.stop();
});

test('a dead letter is discarded when its time is over, with its body that is kept apart, and no other one', async () => {
  const clock = new ManualClock();
  const q = await start({ claimCheckAbove: 100, attempts: 1, keepDeadLetters: '1h', poisoned: 'skip' }, () => { throw new Error('broken'); }, memory(), clock);
  const claims = () => q.open.state?.count('claims');
  await q.method.start();
  for (let n = 0; n < 150; n += 1) await q.send({ passenger: 'a'.repeat(500), n });
  await until(async () => (await q.admin.deadLetters.count()) === 150);
  clock.advance(1_800_000);
  await q.send({ passenger: 'b'.repeat(500), n: 150 });
  await until(async () => (await q.admin.deadLetters.count()) === 151 && (await claims()) === 151);
  clock.advance(1_799_999);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(await q.admin.deadLetters.count(), 151);
  clock.advance(1);
  await until(async () => (await q.admin.deadLetters.count()) === 1 && (await claims()) === 1);
  assert.equal(((await q.admin.deadLetters.list())[0]?.message.data as Data).n, 150);
  clock.advance(1_800_000);
  await until(async () => (await q.admin.deadLetters.count()) === 0 && (await claims()) === 0);
  await q.stop();
});

test('what the queue is not declared for is refused', async () => {
  const q = await start({}, () => {});
  for (const emit of [{ delay: 5 }, { notBefore: 1 }, { priority: 1 }, { deduplicationId: 'x' }] as const) await assert.rejects(q.send({ passenger: 'a', n: 1 }, emit), { code: 'QUEUE_OPTION_UNUSED' });
  await q.stop();
  assert.throws(() => queue({ atempts: 3 } as never), { code: 'OPTION_INVALID', message: /did you mean "attempts"/ });
  const other = event('passengers.called', { data: z.object({ n: z.number() }) });
  const faults = queueRunner.check([linkOf(other, queue({ order: 'key' }), ['x', 'y'], { bulkhead: { concurrency: 1, queue: 0 } })]);
  assert.deepEqual(faults.map(({ path }) => path.split(' ').at(-1)), ['policies.bulkhead', 'to', 'via.order']);
  const shared = queueRunner.check([linkOf(rebook, queue({}), ['x']), linkOf(rebook, queue({ attempts: 9 }), ['x'])]);
  assert.match(shared[0]?.message ?? '', /shares the queue "x\.passengers\.rebook"/);
  for (const [options, to] of [[{ name: 'jobs.reports.delays' }, 'x'], [{ name: 'webhooks.x.y' }, 'x'], [{}, 'jobs']] as const) {
    const [fault, ...more] = queueRunner.check([linkOf(rebook, queue(options), [to])]);
    assert.deepEqual([fault?.path.split(' ').at(-1), more], ['via.name', []]);
    assert.match(fault?.message ?? '', /give it another `name`/);
  }
  assert.deepEqual(queueRunner.check([linkOf(rebook, queue({ name: 'jobsite' }), ['jobs'])]), []);
});

test('a drain finishes what runs, aborts it at the signal, and what is unfinished goes back uncounted', async () => {
  const engine = memory();
  const started: string[] = [];
  const q = await start({ concurrency: 2, order: 'none' }, async ({ n }, { signal, attempt }): Promise<void> => {
    started.push(`${n}#${attempt}`);
    if (n === 1) return new Promise<void>((resolve) => setTimeout(resolve, 20));
    return new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }, engine);
  await q.send({ passenger: 'a', n: 1 });
  for (const n of [2, 3]) await q.send({ passenger: 'a', n });
  await q.method.start();
  await until(() => started.length >= 2);
  await q.method.drain(AbortSignal.timeout(60));
  await q.method.close();
  await q.open.close();
  const seen: string[] = [];
  const again = await start({ order: 'none' }, ({ n }, { attempt }) => void seen.push(`${n}#${attempt}`), engine);
  await again.method.start();
  await until(() => seen.length === 2);
  assert.deepEqual(new Set(seen), new Set(['2#1', '3#1']));
  await again.stop();
});

test('redriving all keeps the order of a key with more dead letters than one step moves, also beside other keys', async () => {
  const seen: Data[] = [];
  let failing = true;
  const q = await start({ attempts: 1, poisoned: 'skip' }, (data) => {
    if (failing) throw new Error('not now');
    seen.push(data);
  });
  const many = 1_100;
  for (let n = 0; n < many; n += 1) await q.send({ passenger: n % 50 === 0 ? `p${n % 7}` : 'a', n });
  await q.method.start();
  await until(async () => (await q.admin.deadLetters.count()) === many);
  failing = false;
  assert.equal(await q.admin.deadLetters.redriveAll(), many);
  await until(() => seen.length === many);
  for (const own of Map.groupBy(seen, ({ passenger }) => passenger).values()) assert.deepEqual(own, own.toSorted((a, b) => a.n - b.n));
  await until(async () => (await q.admin.depth()).parked === 0);
  assert.equal(await q.admin.deadLetters.count(), 0);
  await until(async () => (await q.admin.deadLetters.parkedKeys()).length === 0);
  await q.stop();
});

test('purging takes away what is behind a parked key, however long the line', async () => {
  const q = await start({ attempts: 1, prefetch: 50 }, () => { throw new Error('poisoned'); });
  await q.method.start();
  for (let n = 0; n < 701; n += 1) await q.send({ passenger: 'a', n });
  await until(async () => (await q.admin.depth()).parked === 700);
  assert.equal(await q.admin.purge(), 700);
  assert.deepEqual([(await q.admin.depth()).parked, (await q.admin.depth()).deadLetters], [0, 1]);
  await q.stop();
});

test('redriving and discarding that can not be written change nothing, and succeed later', async () => {
  for (const how of ['redrive', 'discard'] as const) {
    const seen: Data[] = [];
    let poison = true;
    const q = await start({ attempts: 1 }, (data) => {
      if (poison && data.n === 0) throw new Error('poisoned');
      seen.push(data);
    });
    await q.method.start();
    for (let n = 0; n < 3; n += 1) await q.send({ passenger: 'a', n });
    await until(async () => (await q.admin.depth()).parked === 2);
    const commit = q.open.commit.bind(q.open);
    Object.assign(q.open, { commit: () => Promise.reject(new Error('disk full')) });
    const [letter] = await q.admin.deadLetters.list();
    await assert.rejects(q.admin.deadLetters[how](letter?.id ?? ''), /disk full/);
    Object.assign(q.open, { commit });
    poison = false;
    assert.deepEqual((await q.admin.deadLetters.parkedKeys()).map(({ state, waiting }) => [state, waiting]), [['poisoned', 2]]);
    await q.send({ passenger: 'a', n: 3 });
    await until(async () => (await q.admin.depth()).parked === 3);
    assert.deepEqual(seen, []);
    await q.admin.deadLetters[how](letter?.id ?? '');
    await until(() => seen.length === (how === 'redrive' ? 4 : 3));
    assert.deepEqual(seen.map(({ n }) => n), how === 'redrive' ? [0, 1, 2, 3] : [1, 2, 3]);
    await q.stop();
  }
});

test('a clock that jumps makes no handler late', async () => {
  const clock = new ManualClock();
  let aborted = 0;
  let release = (): void => {};
  let calls = 0;
  const q = await start({ attempts: 1, timeout: '60s', grace: '1s' }, (_data, { signal }) => {
    calls += 1;
    signal.addEventListener('abort', () => { aborted += 1; });
    return new Promise<void>((resolve) => { release = resolve; });
  }, memory(), clock);
  await q.method.start();
  await q.send({ passenger: 'a', n: 1 });
  await until(() => calls === 1);
  clock.jump(3_600_000);
  clock.advance(2_000);
  assert.equal(aborted, 0, 'forward');
  clock.jump(-7_200_000);
  clock.advance(57_000);
  assert.equal(aborted, 0, 'back');
  clock.advance(2_000);
  assert.equal(aborted, 1, 'its minute is over');
  release();
  await until(async () => (await q.admin.depth()).inFlight === 0);
  await q.stop();
});

test('a dead letter whose lease was lost before it was written parks nothing', async () => {
  const seen: number[] = [];
  const q = await start({ attempts: 1 }, ({ n }) => {
    if (n === 0) throw new Error('poisoned');
    seen.push(n);
  });
  const commit = q.open.commit.bind(q.open);
  let refusals = 0;
  Object.assign(q.open, { commit: (unit: Parameters<typeof commit>[0]) => {
    if (unit.state?.some((operation) => 'put' in operation && operation.collection === 'dead-letters') !== true) return commit(unit);
    refusals += 1;
    return Promise.reject(engineErrors.SETTLED_LATE('The lane moved.'));
  } });
  await q.method.start();
  await q.send({ passenger: 'a', n: 0 });
  await until(() => refusals > 0);
  Object.assign(q.open, { commit });
  await q.send({ passenger: 'a', n: 1 });
  await until(() => seen.length === 1, 'the key is parked for good, and no dead letter can let it go');
  await until(async () => (await q.admin.deadLetters.parkedKeys()).length === 0);
  assert.equal(await q.admin.deadLetters.count(), 0);
  await q.stop();
});

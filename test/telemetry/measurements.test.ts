import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { event, handle, integration, IsthmusError, link, operation, party, service, silentLog } from 'isthmus';
import type { Context, Integration, LinkMeasurements, ReceiverMeasurements } from 'isthmus';
import { memory } from 'isthmus/memory';
import { job } from 'isthmus/job';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
import { ManualClock } from '../../src/kernel/manual-clock.ts';
import { Counters, intervalLength, intervalsKept } from '../../src/telemetry/intervals.ts';
import { KeyOrder } from '../../src/telemetry/key-order.ts';
import { Pace, weightOf } from '../../src/telemetry/pace.ts';
import { ReceiverMeter } from '../../src/telemetry/receiver-meter.ts';
import { until } from '../until.ts';

const seat = z.object({ passenger: z.string(), seat: z.string() });
const book = operation('bookings.create', { input: seat, output: z.object({ booked: z.boolean() }), effect: 'write', idempotent: true });
const price = operation('prices.get', { input: z.object({ seat: z.string() }), output: z.null(), effect: 'read' });
const print = operation('tickets.print', { input: z.object({ seat: z.string() }), output: z.null(), effect: 'write' });
const booked = event('bookings.booked', { data: seat, key: 'passenger' });
const seated = event('seats.taken', { data: seat });

type Booked = (data: z.infer<typeof seat>, context: Context) => unknown;

function app(onBooked: Booked): Integration {
  const web = party('web', { kind: 'browser' });
  const desk = service('desk', [handle(book, async (input, { emit }) => {
    await emit(booked, input);
    return { booked: true };
  })]);
  const prices = service('prices', [handle(price, () => null)]);
  const clerk = service('clerk', [handle(booked, async (data, context) => void (await onBooked(data, context)))]);
  const board = service('board', [handle(seated, () => undefined)]);
  const audit = service('audit', [handle(seated, () => undefined)]);
  const printer = service('printer', [handle(print, () => null)]);
  return integration({
    name: 'measured', engine: memory(), log: silentLog, http: { port: 0 }, services: [desk, prices, clerk, board, audit, printer], parties: [web],
    links: [
      link({ name: 'request', from: web, to: desk, contract: book, via: rest({ method: 'POST', path: '/bookings' }), policies: { idempotency: {} } }),
      link({ name: 'queue', from: desk, to: clerk, contract: booked, via: queue({ backoff: { base: 1, cap: 2 }, attempts: 2, concurrency: 8 }) }),
      link({ name: 'call', from: clerk, to: prices, contract: price, via: rest({ method: 'GET', path: '/prices/{seat}' }) }),
      link({ name: 'stream', from: clerk, to: [board, audit], contract: seated, via: stream({ partitions: 2 }) }),
      link({ name: 'job', from: clerk, to: printer, contract: print, via: job({}) }),
    ],
  });
}

async function during(onBooked: Booked, work: (running: Integration) => Promise<void>): Promise<void> {
  const running = await app(onBooked).start();
  try {
    await work(running);
  } finally {
    await running.stop();
  }
}

const post = async (running: Integration, body: unknown, headers: Record<string, string> = {}): Promise<number> =>
  (await fetch(`${await running.url()}/bookings`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })).status;

const of = async (running: Integration, name: string): Promise<LinkMeasurements> => {
  const found = (await running.measurements()).links.find((each) => each.link === name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
};
const receiver = async (running: Integration, name: string, at = 0): Promise<ReceiverMeasurements> => {
  const found = (await of(running, name)).receivers[at];
  if (found === undefined) throw new Error(`${name} has no such receiver`);
  return found;
};

describe('what an app measures', () => {
  test('covers each link, by its receivers, and is plain data', () => during(async (data, { call, emit, submit }) => {
    await call(price, { seat: data.seat });
    await emit(seated, data);
    await submit(print, { seat: data.seat });
  }, async (running) => {
    for (let each = 0; each < 5; each += 1) assert.equal(await post(running, { passenger: `p${each}`, seat: '1A' }), 200);
    for (const name of ['queue', 'job']) await until(async () => (await receiver(running, name)).totals.handled === 5, () => name);
    for (const at of [0, 1]) await until(async () => (await receiver(running, 'stream', at)).totals.handled === 5, () => 'stream');
    const all = await running.measurements();
    assert.deepEqual(JSON.parse(JSON.stringify(all)).links.length, 5);
    const queued = await of(running, 'queue');
    assert.deepEqual([queued.sender?.totals.sent, queued.sender?.totals.bytes], [5, 5 * JSON.stringify({ passenger: 'p0', seat: '1A' }).length]);
    assert.equal(queued.backlog?.queue?.ready, 0);
    const clerk = await receiver(running, 'queue');
    assert.deepEqual([clerk.totals.started, clerk.totals.failed, clerk.totals.effects, clerk.totals.triggers, clerk.peaks.fanOut], [5, 0, 15, 5, 3]);
    for (const spread of [clerk.waiting, clerk.handling, clerk.whole]) assert.equal(spread?.total.count, 5);
    assert.deepEqual((await of(running, 'stream')).receivers.map((each) => each.receiver), ['board', 'audit']);
    await until(async () => Object.values((await of(running, 'stream')).backlog?.lag ?? {}).every((lag) => lag === 0), () => 'a group lags');
    assert.equal((await receiver(running, 'call')).totals.unused, 5, 'null is no answer that anybody could use');
    assert.deepEqual(Object.keys((await receiver(running, 'request')).outcomes), ['200']);
  }));

  test('knows failures by category, retries, dead letters and what is parked', () => {
    let calls = 0;
    return during(() => {
      calls += 1;
      throw calls === 1 ? new TypeError('broken') : new IsthmusError('GONE_AWAY', { category: 'unavailable', why: 'w', fix: 'f' }, { what: 'x' });
    }, async (running) => {
      await post(running, { passenger: 'p', seat: '1A' });
      await until(async () => (await receiver(running, 'queue')).totals.died === 1, () => 'nothing died');
      await post(running, { passenger: 'p', seat: '1B' });
      await until(async () => (await receiver(running, 'queue')).totals.parked === 1, () => 'nothing was parked');
      const { totals, errors } = await receiver(running, 'queue');
      assert.deepEqual([totals.started, totals.handled, totals.failed, totals.retried], [2, 0, 2, 1]);
      assert.deepEqual(errors, { internal: 1, unavailable: 1 });
      assert.deepEqual((await of(running, 'queue')).backlog?.queue?.deadLetters, 1);
    });
  });

  test('knows requests by their status, and repeats by their key', () => during(() => undefined, async (running) => {
    assert.equal(await post(running, { passenger: 7 }), 400);
    for (let each = 0; each < 3; each += 1) await post(running, { passenger: 'p', seat: '1A' }, { 'idempotency-key': 'k-1' });
    const { totals, outcomes, errors } = await receiver(running, 'request');
    assert.deepEqual(Object.fromEntries(Object.entries(outcomes).map(([status, { count }]) => [status, count])), { 200: 3, 400: 1 });
    assert.deepEqual([totals.repeated, totals.failed], [2, 1]);
    assert.deepEqual(errors, { invalid: 1 });
  }));

  test('knows an answer that came when its handler had ended', () => during((data, { call }) => {
    void call(price, { seat: data.seat });
  }, async (running) => {
    await post(running, { passenger: 'p', seat: '1A' });
    // Once as an answer with nothing in it, once as one that came too late.
    await until(async () => (await receiver(running, 'call')).totals.unused === 2, () => 'it counted as used');
  }));

  test('counts what could not be told', () => during(() => undefined, async (running) => {
    await assert.rejects(running.emit(booked, { passenger: 7 } as never));
    assert.deepEqual((await of(running, 'queue')).sender?.errors, { invalid: 1 });
  }));

  test('knows how many ran at the same time', () => {
    const waiting: (() => void)[] = [];
    return during(() => new Promise<void>((resolve) => waiting.push(resolve)), async (running) => {
      for (let each = 0; each < 4; each += 1) await post(running, { passenger: `p${each}`, seat: '1A' });
      await until(() => waiting.length === 4, () => 'they did not run');
      for (const finish of waiting) finish();
      await until(async () => (await receiver(running, 'queue')).totals.handled === 4, () => 'they did not end');
      assert.equal((await receiver(running, 'queue')).peaks.concurrency, 4);
    });
  });

  test('knows how many calls of a service ran at the same time', () => during(async ({ seat }, { call }) => {
    await Promise.all([1, 2, 3].map(() => call(price, { seat })));
  }, async (running) => {
    await post(running, { passenger: 'p', seat: '1A' });
    await until(async () => (await receiver(running, 'call')).totals.handled === 3, () => 'they did not end');
    assert.equal((await receiver(running, 'call')).peaks.concurrency, 3);
  }));

  test('knows that a queue without order handed out a later message of a key first', async () => {
    const clerk = service('clerk', [handle(booked, ({ seat }, { attempt }) => {
      if (seat === 'first' && attempt === 1) throw new IsthmusError('NOT_NOW', { category: 'unavailable', why: 'w', fix: 'f' }, { what: 'x' });
    })]);
    const links = [link({ name: 'queue', from: clerk, to: clerk, contract: booked, via: queue({ order: 'none', backoff: { base: 50, cap: 50 } }) })];
    const running = await integration({ name: 'disordered', engine: memory(), log: silentLog, http: false, services: [clerk], links }).start();
    try {
      await running.emit(booked, { passenger: 'p', seat: 'first' });
      await new Promise((resolve) => setTimeout(resolve, 5));
      await running.emit(booked, { passenger: 'p', seat: 'second' });
      await until(async () => (await receiver(running, 'queue')).totals.handled === 2, () => 'they were not handled');
      assert.equal((await receiver(running, 'queue')).totals.inversions, 1);
    } finally {
      await running.stop();
    }
  });
});

describe('counters', () => {
  test('intervals add up to the totals, and keep ten minutes', () => {
    fc.assert(fc.property(fc.array(fc.record({ pause: fc.integer({ min: 0, max: 70_000 }), count: fc.integer({ min: 1, max: 5 }) }), { maxLength: 60 }), (steps) => {
      const counters = new Counters(['a'], ['most'], 0);
      let now = 0;
      const added: { at: number; count: number }[] = [];
      for (const { pause, count } of steps) {
        now += pause;
        counters.roll(now);
        counters.add(0, count);
        counters.peak(0, count);
        added.push({ at: now, count });
      }
      now += intervalLength;
      const intervals = counters.intervals(now);
      assert.ok(intervals.length <= intervalsKept);
      const oldest = Math.floor(now / intervalLength) * intervalLength - intervals.length * intervalLength;
      const wanted = added.filter(({ at }) => at >= oldest).reduce((sum, { count }) => sum + count, 0);
      assert.equal(intervals.reduce((sum, { sums }) => sum + sums.a, 0), wanted);
      assert.equal(counters.totals().a, added.reduce((sum, { count }) => sum + count, 0));
      assert.equal(counters.peaks().most, Math.max(0, ...added.map(({ count }) => count)));
    }));
  });

  test('an interval says when it ended', () => {
    const counters = new Counters(['a'], [], 0);
    counters.add(0, 2);
    counters.roll(intervalLength);
    counters.add(0, 3);
    assert.deepEqual(counters.intervals(2 * intervalLength + 1).map(({ ago, sums }) => [ago, sums.a]), [[intervalLength + 1, 2], [1, 3]]);
  });
});

describe('the choice of what is timed', () => {
  test('is all while there is little, and stands for all while there is much', () => {
    const clock = new ManualClock();
    const pace = new Pace(clock);
    let stood = 0;
    const calls = 10_000;
    for (let each = 0; each < calls; each += 1) {
      clock.advance(0.01);
      const began = pace.next();
      if (began !== 0) stood += weightOf(began);
    }
    assert.ok(stood <= calls && stood > calls - 64, String(stood));
    let timed = 0;
    for (let each = 0; each < 200; each += 1) {
      clock.advance(10);
      if (pace.next() !== 0) timed += 1;
    }
    assert.ok(timed >= 200 - 64, String(timed));
  });

  test('the counters are exact all the same', () => {
    const clock = new ManualClock();
    const meter = new ReceiverMeter(clock);
    for (let each = 0; each < 1_000; each += 1) meter.handled(meter.begin());
    assert.deepEqual([meter.counters.totals().started, meter.counters.totals().handled], [1_000, 1_000]);
    assert.ok((meter.handling?.total.count ?? 0) > 1_000 - 64);
  });
});

describe('the order of keys', () => {
  test('is never said to be broken where it holds, whatever the keys', () => {
    fc.assert(fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 400 }), (keys) => {
      const order = new KeyOrder();
      for (const [at, key] of keys.entries()) if (order.looks) assert.equal(order.inverted(key, at), false);
    }));
  });

  test('is said to be broken where a later one of the key came first', () => {
    const order = new KeyOrder();
    assert.deepEqual([order.looks, order.inverted('a', 2), order.inverted('b', 1), order.inverted('a', 1), order.inverted('a', 3)], [true, false, false, true, false]);
  });

  test('is looked at in stretches', () => {
    const order = new KeyOrder();
    let looked = 0;
    for (let each = 0; each < 100_000; each += 1) if (order.looks) looked += 1;
    assert.ok(looked > 10_000 && looked < 20_000, String(looked));
  });
});

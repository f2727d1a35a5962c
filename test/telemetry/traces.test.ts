import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { context, trace } from '@opentelemetry/api';
import { z } from 'zod';
import { event, handle, integration, link, operation, party, service, silentLog } from 'isthmus';
import type { Context, Engine, Integration, TelemetryGiven } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { job } from 'isthmus/job';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { stream } from 'isthmus/stream';
import type { OpenEngine, Unit } from '../../src/driver/engine.ts';
import { attributeNames } from '../../src/telemetry/names.ts';
import { attributesOfConventions } from './conventions.ts';
import { Spans } from './spans.ts';
import { until } from '../until.ts';

const seat = z.object({ passenger: z.string(), seat: z.string() });
const book = operation('bookings.create', { input: seat, output: z.object({ booked: z.boolean() }), effect: 'write' });
const price = operation('prices.get', { input: z.object({ seat: z.string() }), output: z.object({ price: z.number() }), effect: 'read' });
const print = operation('tickets.print', { input: z.object({ seat: z.string() }), output: z.object({ pages: z.number() }), effect: 'write' });
const booked = event('bookings.booked', { data: seat, key: 'passenger' });
const seated = event('seats.taken', { data: seat, key: 'seat' });

const spans = new Spans();
const directory = mkdtempSync(join(tmpdir(), 'isthmus-traces-'));
after(() => rmSync(directory, { recursive: true, force: true }));

interface Hooks {
  onBooked?: (data: z.infer<typeof seat>, context: Context) => unknown;
  onPrice?: () => void;
  authenticate?: () => undefined;
}

/** REST → queue → call and stream → job: every way through an app. */
function app(engine: Engine, hooks: Hooks, telemetry: TelemetryGiven = { traces: { ratio: 1 } }, carrier?: Engine): Integration {
  const web = party('web', { kind: 'browser' });
  const desk = service('desk', [handle(book, async (input, { emit }) => {
    await emit(booked, input);
    return { booked: true };
  })]);
  const prices = service('prices', [handle(price, () => {
    hooks.onPrice?.();
    return { price: 1 };
  })]);
  const clerk = service('clerk', [handle(booked, async (data, own) => {
    hooks.onBooked?.(data, own);
    await own.call(price, { seat: data.seat });
    await own.emit(seated, data);
  })]);
  const board = service('board', [handle(seated, async (data, { submit }) => void (await submit(print, { seat: data.seat })))]);
  const printer = service('printer', [handle(print, () => ({ pages: 1 }))]);
  return integration({
    name: 'traced', engine, log: silentLog, http: { port: 0 }, telemetry, services: [desk, prices, clerk, board, printer], parties: [web],
    links: [
      link({ from: web, to: desk, contract: book, via: rest({ method: 'POST', path: '/bookings', authenticate: () => hooks.authenticate?.() }) }),
      link({ from: desk, to: clerk, contract: booked, via: queue({ backoff: { base: 1, cap: 2 }, attempts: 3 }) }),
      link({ from: clerk, to: prices, contract: price, via: rest({ method: 'GET', path: '/prices/{seat}' }) }),
      link({ from: clerk, to: board, contract: seated, via: stream({ partitions: 2, ...(carrier === undefined ? {} : { engine: carrier }) }) }),
      link({ from: board, to: printer, contract: print, via: job({}) }),
    ],
  });
}

/** An engine whose units are seen. */
function watched(engine: Engine, see: (unit: Unit) => void): Engine {
  return {
    ...engine,
    async open(environment) {
      const open = await engine.open(environment);
      const { queues, streams, state, recovered } = open;
      const commit: OpenEngine['commit'] = (unit) => {
        see(unit);
        return open.commit(unit);
      };
      return { queues, streams, state, recovered, commit, classify: (error) => open.classify(error), health: () => open.health(), close: () => open.close() };
    },
  };
}

const post = async (running: Integration, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${await running.url()}/bookings`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ passenger: 'p1', seat: '14C' }) });

const last = 'process jobs.tickets.print';
const whole = [last, 'create jobs.tickets.print', 'process seats.taken', 'create seats.taken', 'process clerk.bookings.booked', 'create clerk.bookings.booked', 'POST /bookings'];
const names = (): string => spans.all().map(({ name }) => name).join(', ');
const finished = () => until(() => spans.named(last).length > 0 && spans.named('settle jobs.tickets.print').length > 0, names);
let runs = 0;
const engines: Readonly<Record<string, () => Engine>> = { embedded: () => embedded({ directory: join(directory, String((runs += 1))) }), memory: () => memory() };

async function during(engine: Engine, hooks: Hooks, telemetry: TelemetryGiven | undefined, work: (running: Integration) => Promise<void>, carrier?: Engine): Promise<void> {
  spans.clear();
  const running = await app(engine, hooks, telemetry, carrier).start();
  try {
    await work(running);
  } finally {
    await running.stop();
  }
}

for (const [name, engine] of Object.entries(engines)) {
  describe(`traces on the engine ${name}`, () => {
    test('a request is one trace through queue, call, stream and job', () => during(engine(), {}, undefined, async (running) => {
      assert.equal((await post(running)).status, 200);
      await finished();
      assert.equal(new Set(spans.all().map((span) => span.spanContext().traceId)).size, 1, names());
      assert.deepEqual(spans.chain(spans.one(last)), whole);
      assert.deepEqual(spans.chain(spans.one('prices.get')), ['prices.get', ...whole.slice(4)]);
    }));

    test('a client\'s trace goes on, and its decision holds', () => during(engine(), {}, undefined, async (running) => {
      const id = '4bf92f3577b34da6a3ce929d0e0e4736';
      const response = await post(running, { traceparent: `00-${id}-00f067aa0ba902b7-01` });
      await finished();
      assert.deepEqual([...new Set(spans.all().map((span) => span.spanContext().traceId))], [id]);
      assert.equal(spans.one('POST /bookings').parentSpanContext?.spanId, '00f067aa0ba902b7');
      assert.equal(response.headers.get('traceresponse')?.slice(36, 52), spans.one('POST /bookings').spanContext().spanId);
      spans.clear();
      await post(running, { traceparent: `00-${id}-00f067aa0ba902b7-00` });
      await until(async () => (await running.measurements()).links.find(({ method }) => method === 'job')?.receivers[0]?.totals.handled === 2, names);
      assert.equal(names(), '');
    }));

    test('the trace crosses the outbox to another engine and the inbox of what comes back', () => during(engine(), {}, undefined, async (running) => {
      await post(running);
      await finished();
      assert.deepEqual(spans.chain(spans.one(last)), whole);
    }, memory()));

    test('each attempt is a span of the same trace, and the reason is told', () => {
      let left = 2;
      return during(engine(), { onBooked: () => { if ((left -= 1) >= 0) throw new TypeError('not now'); } }, undefined, async (running) => {
        await post(running);
        await finished();
        const attempts = spans.named('process clerk.bookings.booked');
        assert.deepEqual(attempts.map(({ attributes }) => [attributes['isthmus.attempt'], attributes['error.type']]), [[1, 'TypeError'], [2, 'TypeError'], [3, undefined]]);
        assert.deepEqual(spans.chain(spans.one(last)), whole);
      });
    });

    test('a dead letter that is redriven, and what was parked behind it, keep their traces', () => {
      let broken = true;
      return during(engine(), { onBooked: () => { if (broken) throw new TypeError('broken'); } }, undefined, async (running) => {
        await post(running);
        const bookings = await running.queue(booked);
        await until(async () => (await bookings.depth()).deadLetters === 1, names);
        await post(running);
        await until(async () => (await bookings.depth()).parked === 1, names);
        broken = false;
        await bookings.deadLetters.redriveAll();
        await until(() => spans.named(last).length === 2, names);
        for (const printed of spans.named(last)) assert.deepEqual(spans.chain(printed), whole);
        const [first, second] = spans.named('POST /bookings').map((span) => span.spanContext().traceId);
        assert.notEqual(first, second);
        assert.deepEqual(spans.named(last).map((span) => span.spanContext().traceId), [first, second]);
      });
    });
  });
}

describe('spans', () => {
  test('have only attributes of the conventions that are not deprecated, and ours', () => during(memory(), {}, undefined, async (running) => {
    await post(running);
    await finished();
    const published = attributesOfConventions();
    const used = new Set(spans.all().flatMap(({ attributes }) => Object.keys(attributes)));
    assert.deepEqual([...used].filter((name) => !(name in attributeNames)), []);
    assert.deepEqual(Object.keys(attributeNames).filter((name) => !name.startsWith('isthmus.') && !published.has(name)), []);
    const server = spans.one('POST /bookings');
    assert.deepEqual([server.kind, server.attributes['http.route'], server.attributes['http.response.status_code']], [1, '/bookings', 200]);
    const process = spans.one('process clerk.bookings.booked');
    assert.deepEqual([process.kind, process.attributes['messaging.system.name'], process.attributes['messaging.destination.name']], [4, 'isthmus', 'clerk.bookings.booked']);
    const settle = spans.one('settle clerk.bookings.booked');
    assert.deepEqual(settle.links.map(({ context: { spanId } }) => spanId), [process.spanContext().spanId]);
  }));

  test('of other code stand below the handler; none are made where the work is not sampled', () => {
    const tracer = trace.getTracer('user');
    const hooks = { onPrice: () => tracer.startSpan('select').end(), authenticate: () => void tracer.startSpan('look up').end() };
    return during(memory(), hooks, undefined, async (running) => {
      await post(running);
      await finished();
      assert.deepEqual(spans.chain(spans.one('look up')), ['look up', 'POST /bookings']);
      assert.deepEqual(spans.chain(spans.one('select')).slice(0, 3), ['select', 'prices.get', 'process clerk.bookings.booked']);
    }).then(() => during(memory(), hooks, { traces: { ratio: 0 } }, async (running) => {
      await post(running);
      await until(async () => (await running.measurements()).links.find(({ method }) => method === 'job')?.receivers[0]?.totals.handled === 1, names);
      assert.equal(names(), '');
    }));
  });

  test('are not begun by a handler of work that is not sampled: its flag says so, and travels', async () => {
    const flags: string[] = [];
    await during(memory(), { onBooked: (_data, own) => flags.push(own.traceparent) }, { traces: { ratio: 0 } }, async (running) => {
      await post(running);
      await until(() => flags.length === 1, names);
    });
    assert.match(flags[0] ?? '', /-00$/);
  });

  test('of other code are the parents of what is told and called', () => during(memory(), {}, { traces: { ratio: 0 } }, async (running) => {
    const own = trace.getTracer('user').startSpan('import');
    await context.with(trace.setSpan(context.active(), own), () => running.call(book, { passenger: 'p2', seat: '1A' }));
    own.end();
    await finished();
    assert.deepEqual(spans.chain(spans.one(last)).at(-1), 'import');
  }));

  test('pass on what tracing systems add to a trace, sampled or not', async () => {
    const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0';
    const appended: (string | undefined)[] = [];
    const engine = watched(memory(), ({ append }) => appended.push(...(append ?? []).map(({ message }) => `${message.traceparent?.slice(0, 35)} ${message.tracestate}`)));
    for (const [sampled, state] of [[1, 'vendor=a:b,other=1'], [0, 'vendor=c']] as const) {
      await during(engine, {}, undefined, async (running) => {
        await post(running, { traceparent: `${parent}${sampled}`, tracestate: state });
        await until(() => appended.length === 2 - sampled, names);
        if (sampled === 1) await finished();
        assert.deepEqual([...new Set(spans.all().map((span) => span.spanContext().traceState?.serialize()))], sampled === 1 ? [state] : []);
      });
    }
    assert.deepEqual(appended, ['vendor=a:b,other=1', 'vendor=c'].map((state) => `${parent.slice(0, 35)} ${state}`));
  });

  test('begin at most so many traces a second', () => during(memory(), {}, { traces: { perSecond: 3 } }, async (running) => {
    for (let each = 0; each < 40; each += 1) await post(running);
    const begun = spans.named('POST /bookings').length;
    assert.ok(begun >= 3 && begun < 40, String(begun));
  }));

  test('a caller\'s trace can be left where it is', () => during(memory(), {}, { traces: { ratio: 1, followCallers: false } }, async (running) => {
    await post(running, { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00' });
    await finished();
    assert.notEqual(spans.one('POST /bookings').spanContext().traceId, '4bf92f3577b34da6a3ce929d0e0e4736');
  }));

  test('options that exclude each other, and unknown ones, are refused', () => {
    assert.throws(() => app(memory(), {}, { traces: { ratio: 1, perSecond: 5 } }), /`perSecond` or `ratio`, not both/);
    assert.throws(() => app(memory(), {}, { traces: { rate: 1 } as never }), /telemetry\.traces\.rate is not known/);
  });
});

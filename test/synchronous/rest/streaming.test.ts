import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { event, handle, integration, link, operation, party, service, streaming } from 'isthmus';
import type { Integration, IntegrationOptions } from 'isthmus';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { z } from 'zod';
import { until } from '../../until.ts';

const step = z.object({ id: z.int(), text: z.string().optional() });
const told = event('steps.told', { data: step });
const count = operation('steps.count', {
  input: z.object({ to: z.int().min(0), how: z.enum(['plain', 'fail', 'fail-first', 'declared', 'wrong', 'wait', 'tell', 'no-sequence']).optional(), after: z.string().optional() }),
  output: streaming(step), effect: 'read', errors: { 'too-far': { category: 'conflict', description: 'It does not go so far.' } },
});
const forever = operation('steps.forever', { input: z.object({ text: z.string() }), output: streaming(step), effect: 'read' });
const sum = operation('steps.sum', { input: streaming(z.object({ name: z.string(), value: z.int() })), output: z.object({ names: z.array(z.string()), sum: z.int() }), effect: 'write' });
const upload = operation('files.upload', { input: streaming(z.object({ name: z.string(), data: z.base64() })), output: z.object({ name: z.string(), bytes: z.int() }), effect: 'write' });
const both = operation('steps.both', { input: streaming(step), output: streaming(step), effect: 'write' });

const state = { pulled: 0, aborted: 0, returned: 0, told: [] as number[] };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const steps = service('steps', [
  handle(count, async function* ({ to, how, after }, context) {
    for (let id = Number(after ?? 0) + 1; id <= to; id += 1) {
      if (how === 'fail-first' || (how === 'fail' && id === 3)) throw new Error('password=hunter2');
      if (how === 'declared' && id === 3) throw count.error('too-far', 'Three is too far.');
      if (how === 'wait') await sleep(150);
      if (how === 'tell') await context.emit(told, { id });
      state.pulled = id;
      yield (how === 'wrong' && id === 2 ? { id: 'two' } : { id }) as { id: number };
    }
  } satisfies (input: { to: number; how?: string | undefined; after?: string | undefined }, context: Parameters<Parameters<typeof handle<typeof count>>[1]>[1]) => AsyncGenerator<{ id: number }>),
  handle(forever, async function* ({ text }, { signal }) {
    signal.addEventListener('abort', () => (state.aborted += 1));
    try {
      for (let id = 1; ; id += 1) {
        state.pulled = id;
        yield { id, text };
        await new Promise<void>((resolve) => (text === 'quiet' ? signal.addEventListener('abort', () => resolve()) : setImmediate(resolve)));
      }
    } finally {
      state.returned += 1;
    }
  }),
  handle(sum, async (values) => {
    const names = new Set<string>();
    let total = 0;
    try {
      for await (const { name, value } of values) {
        if (value === 13) break;
        names.add(name);
        total += value;
      }
    } catch {
      // A handler that takes a fault for the end must not make a success of it.
    }
    return { names: [...names], sum: total };
  }),
  handle(upload, async (pieces) => {
    let [name, bytes] = ['', 0];
    for await (const piece of pieces) [name, bytes] = [piece.name, bytes + Buffer.from(piece.data, 'base64').length];
    return { name, bytes };
  }),
  handle(both, (values) => values),
  handle(told, ({ id }) => void state.told.push(id)),
]);

function makeApp(options: Partial<IntegrationOptions> = {}): Integration {
  return integration({
    name: 'steps', engine: memory(), services: [steps], parties: [party('web', { kind: 'browser' })],
    links: [
      link({ from: 'web', to: steps, contract: count, via: rest({ method: 'GET', path: '/count/{to}', eventId: 'id', headers: { after: 'last-event-id' } }) }),
      link({ from: 'web', to: steps, contract: forever, via: rest({ method: 'GET', path: '/forever/{text}', heartbeat: '1s' }), policies: { deadline: '30s' } }),
      link({ name: 'short', from: 'web', to: steps, contract: forever, via: rest({ method: 'GET', path: '/short/{text}' }), policies: { deadline: '200ms' } }),
      link({ from: 'web', to: steps, contract: sum, via: rest({ method: 'POST', path: '/sums/{name}', maxBody: '1KiB', maxStream: '64KiB' }) }),
      link({ from: 'web', to: steps, contract: upload, via: rest({ method: 'PUT', path: '/files/{name}', upload: 'data', maxStream: '8MiB' }) }),
      link({ from: steps, to: steps, contract: told, via: queue() }),
    ],
    log: { debug() {}, info() {}, warn() {}, error() {} },
    http: { port: 0 },
    ...options,
  });
}

const lines = (text: string): unknown[] => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as unknown);
/** The events of an event stream, as `name: data`. */
const eventsOf = (text: string): string[] => text.split('\n\n').filter((block) => /^(?:event|data|id):/.test(block)).map((block) => {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  return `${field('id') ?? ''} ${field('event') ?? 'message'} ${field('data') ?? ''}`.trim();
});

describe('a streaming output', () => {
  const app = makeApp();
  let url = '';
  before(async () => {
    await app.start();
    url = (await app.url()) ?? '';
  });
  after(() => app.stop());
  const events = { headers: { accept: 'text/event-stream' } };

  test('is NDJSON, or server-sent events where they are asked for', async () => {
    const plain = await fetch(`${url}/count/3`);
    assert.deepEqual([plain.headers.get('content-type'), await plain.text()], ['application/x-ndjson', '{"id":1}\n{"id":2}\n{"id":3}\n']);
    const live = await fetch(`${url}/count/2`, events);
    assert.deepEqual([live.headers.get('content-type'), live.headers.get('cache-control')], ['text/event-stream', 'no-store']);
    assert.equal(await live.text(), 'retry: 2000\n\nid: 1\ndata: {"id":1}\n\nid: 2\ndata: {"id":2}\n\nevent: end\ndata: {}\n\n');
    assert.equal((await fetch(`${url}/count/2`, { headers: { accept: 'application/json' } })).status, 406);
    assert.equal(await (await fetch(`${url}/count/0`)).text(), '');
  });

  test('goes on after the last event that the reader saw', async () => {
    assert.deepEqual(eventsOf(await (await fetch(`${url}/count/4`, { headers: { accept: 'text/event-stream', 'last-event-id': '2' } })).text()), ['3 message {"id":3}', '4 message {"id":4}', 'end {}']);
  });

  test('many values come in few pieces, all of them and in order', async () => {
    const ids = lines(await (await fetch(`${url}/count/20000`)).text()).map((each) => (each as { id: number }).id);
    assert.deepEqual([ids.length, ids.every((id, index) => id === index + 1)], [20_000, true]);
  });

  test('HEAD begins nothing', async () => {
    state.pulled = 0;
    const head = await fetch(`${url}/count/3`, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-type'), state.pulled], [200, 'application/x-ndjson', 0]);
  });

  test('a fault before the first value has its status', async () => {
    const failed = await fetch(`${url}/count/3?how=fail-first`, events);
    const text = await failed.text();
    assert.deepEqual([failed.status, failed.headers.get('content-type')], [500, 'application/problem+json']);
    assert.doesNotMatch(text, /hunter2/);
    assert.equal((await fetch(`${url}/count/nine`)).status, 400);
  });

  test('a later fault is told in the words of the format, without its inside', async () => {
    for (const [how, code] of [['fail', 'SERVER_FAULT'], ['declared', 'too-far'], ['wrong', 'SERVER_FAULT']] as const) {
      const text = await (await fetch(`${url}/count/5?how=${how}`, events)).text();
      const last = eventsOf(text).at(-1) ?? '';
      assert.match(last, /^problem \{/);
      assert.equal((JSON.parse(last.slice(8)) as { code: string }).code, code);
      assert.doesNotMatch(text, /hunter2|"id":[345]|event: end/);
    }
  });

  test('NDJSON that broke off can not be taken for whole', async () => {
    const { text, error } = await new Promise<{ readonly text: string; readonly error: unknown }>((resolve) => httpRequest(`${url}/count/5?how=declared`, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('error', (error) => resolve({ text, error })).on('end', () => resolve({ text, error: undefined }));
    }).end());
    assert.equal((error as { code?: string } | undefined)?.code, 'ECONNRESET');
    assert.deepEqual(lines(text).slice(0, 2), [{ id: 1 }, { id: 2 }]);
    assert.equal((lines(text).at(-1) as { problem: { type: string } }).problem.type, 'urn:isthmus:error:steps.count:too-far');
  });

  test('values that take their time arrive one by one', async () => {
    const response = await fetch(`${url}/count/3?how=wait`);
    const pieces: string[] = [];
    for await (const chunk of response.body ?? []) pieces.push(Buffer.from(chunk).toString());
    assert.deepEqual(pieces, ['{"id":1}\n', '{"id":2}\n', '{"id":3}\n']);
  });

  test('a reader that does not read holds the handler back', async () => {
    const text = 'x'.repeat(1_000);
    const request = httpRequest(`${url}/forever/${text}`, (response) => response.pause()).on('error', () => {});
    request.end();
    state.pulled = 0;
    await until(() => state.pulled > 10);
    let before = -1;
    await until(() => {
      const still = state.pulled === before;
      before = state.pulled;
      return still;
    });
    const held = state.pulled;
    await sleep(100);
    assert.equal(state.pulled, held);
    assert.ok(held < 20_000, `${held} values of a kilobyte were taken`);
    request.destroy();
  });

  test('a reader that goes away ends the handler, which is waiting', async () => {
    const { aborted, returned } = state;
    const controller = new AbortController();
    const response = await fetch(`${url}/forever/quiet`, { signal: controller.signal });
    await response.body?.getReader().read();
    controller.abort();
    await until(() => state.aborted > aborted && state.returned > returned);
  });

  test('silence is filled, so that nobody on the way gives up', async () => {
    const controller = new AbortController();
    const response = await fetch(`${url}/forever/quiet`, { ...events, signal: controller.signal });
    let text = '';
    await assert.rejects(async () => {
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString();
        if (text.endsWith('\n\n:\n\n')) controller.abort();
      }
    });
    assert.match(text, /"text":"quiet"\}\n\n:\n\n$/);
  });

  test('ends at the deadline of its link', async () => {
    const last = eventsOf(await (await fetch(`${url}/short/quiet`, events)).text()).at(-1) ?? '';
    assert.match(last, /^problem .*"code":"DEADLINE_EXCEEDED"/);
  });

  test('what its handler emits happens once it succeeded, and not at all where it failed', async () => {
    state.told = [];
    await (await fetch(`${url}/count/3?how=tell`)).text();
    await until(() => state.told.length === 3);
    assert.deepEqual(state.told, [1, 2, 3]);
  });

  test('a stop ends event streams at once', async () => {
    const own = makeApp();
    await own.start();
    const response = await fetch(`${(await own.url()) ?? ''}/forever/quiet`, events);
    const reader = response.body?.getReader();
    await reader?.read();
    const stopped = own.stop();
    let text = '';
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) break;
      text += Buffer.from(value).toString();
    }
    await stopped;
    assert.match(text, /event: problem\ndata: .*"code":"SERVER_DRAINING"/);
  });
});

describe('a streaming input', () => {
  const app = makeApp();
  let url = '';
  before(async () => {
    await app.start();
    url = (await app.url()) ?? '';
  });
  after(() => app.stop());

  type SentBody = NonNullable<RequestInit['body']>;
  const ndjson = 'application/x-ndjson';
  async function post(body: SentBody, headers: Record<string, string> = {}, path = '/sums/a') {
    const response = await fetch(url + path, { method: path.startsWith('/files') ? 'PUT' : 'POST', body, headers: { 'content-type': ndjson, ...headers }, duplex: 'half' } as RequestInit);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  test('is a value a line, each joined with the address', async () => {
    assert.deepEqual(await post('{"value":1}\n\n{"value":2}\r\n{"value":3}'), { status: 200, body: { names: ['a'], sum: 6 } });
    assert.deepEqual(await post(''), { status: 200, body: { names: [], sum: 0 } });
    assert.deepEqual(await post(gzipSync('{"value":1}\n{"value":2}\n'), { 'content-encoding': 'gzip' }), { status: 200, body: { names: ['a'], sum: 3 } });
  });

  test('is handled as it comes', async () => {
    const slow = ReadableStream.from((async function* () {
      for (const part of ['{"val', 'ue":1}\n{"value":', '2}\n']) {
        await sleep(20);
        yield Buffer.from(part);
      }
    })());
    assert.deepEqual(await post(slow), { status: 200, body: { names: ['a'], sum: 3 } });
  });

  test('a handler may have enough before the end', async () => {
    assert.deepEqual(await post(`{"value":1}\n{"value":13}\n${'{"value":5}\n'.repeat(4_000)}`), { status: 200, body: { names: ['a'], sum: 1 } });
  });

  test('what does not fit is refused, even where the handler takes no notice', async () => {
    const cases: ReadonlyArray<readonly [body: SentBody, status: number, code: string, headers?: Record<string, string>]> = [
      ['{"value":1}\n{"value":"x"}\n', 400, 'DATA_INVALID'],
      ['{"value":1}\n{"value":2,"name":"b"}\n', 400, 'DATA_INVALID'],
      ['{"value":1}\n{"value":2,"other":1}\n', 400, 'DATA_INVALID'],
      ['{"value":1}\nnonsense\n', 400, 'JSON_MALFORMED'],
      ['[1]\n', 400, 'DATA_INVALID'],
      [`{"value":1,"more":"${'x'.repeat(2_000)}"}\n`, 413, 'BODY_TOO_LARGE'],
      ['{"value":1}\n'.repeat(8_000), 413, 'BODY_TOO_LARGE'],
      [gzipSync('{"value":1}\n'.repeat(100_000)), 413, 'BODY_TOO_LARGE', { 'content-encoding': 'gzip' }],
      ['not gzip', 400, 'BODY_ENCODING_MALFORMED', { 'content-encoding': 'gzip' }],
      ['{"value":1}', 415, 'MEDIA_TYPE_UNSUPPORTED', { 'content-type': 'application/json' }],
    ];
    for (const [body, status, code, headers] of cases) {
      const answer = await post(body, headers);
      assert.deepEqual([answer.status, answer.body['code']], [status, code], String(body).slice(0, 60));
    }
  });

  test('an upload is bytes, a piece at a time, up to its limit', async () => {
    const bytes = Buffer.alloc(5_000_000, 'isthmus');
    assert.deepEqual(await post(bytes, { 'content-type': 'application/octet-stream' }, '/files/photo'), { status: 200, body: { name: 'photo', bytes: bytes.length } });
    const large = await post(Buffer.alloc(9_000_000), { 'content-type': 'image/png' }, '/files/photo');
    assert.deepEqual([large.status, large.body['code']], [413, 'BODY_TOO_LARGE']);
  });

  test('a client that goes away is no end of the input', async () => {
    const response = Promise.withResolvers<void>();
    const request = httpRequest(`${url}/sums/a`, { method: 'POST', headers: { 'content-type': ndjson } }).on('error', () => response.resolve());
    request.write('{"value":1}\n');
    setTimeout(() => request.destroy(), 50);
    await response.promise;
    assert.equal((await fetch(`${url}/health/live`)).status, 200);
  });
});

test('both ways at once is refused by the type checker and when the app is built', () => {
  const declare = () => integration({
    name: 'x', engine: memory(), services: [steps], parties: [party('web', { kind: 'browser' })],
    // @ts-expect-error REST streams one way
    links: [link({ from: 'web', to: steps, contract: both, via: rest({ method: 'POST', path: '/both' }) })],
  });
  assert.throws(declare, /streams one way only/);
});

test('what a stream can not honour is refused when the app is built', () => {
  const cases: ReadonlyArray<readonly [Parameters<typeof rest>[0], RegExp, object?]> = [
    [{ method: 'GET', path: '/a/{to}', paginate: true }, /paginate has no effect/],
    [{ method: 'GET', path: '/a/{to}', cacheControl: 'no-cache' }, /cacheControl has no effect/],
    [{ method: 'GET', path: '/a/{to}', eventId: 'nope' }, /"nope" is no property/],
    [{ method: 'GET', path: '/a/{to}', respond: 'file', directory: '/tmp' }, /can't answer with a file/],
    [{ method: 'GET', path: '/a/{to}' }, /leave policies.retry out/, { retry: {} }],
    [{ method: 'GET', path: '/a/{to}' }, /policies.breaker/, { breaker: {} }],
  ];
  for (const [options, expected, policies = {}] of cases)
    assert.throws(() => integration({
      name: 'x', engine: memory(), services: [steps], parties: [party('web', { kind: 'browser' })],
      links: [link({ from: 'web', to: steps, contract: count, via: rest(options), policies })],
    }), expected);
  assert.throws(() => integration({
    name: 'x', engine: memory(), services: [steps], parties: [party('web', { kind: 'browser' })],
    links: [link({ from: 'web', to: steps, contract: upload, via: rest({ method: 'GET', path: '/a/{name}', upload: 'size' }) })],
  }), /take POST, PUT or PATCH[^]*"size" must be a text/);
});

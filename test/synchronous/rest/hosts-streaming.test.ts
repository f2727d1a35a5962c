import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { handle, integration, link, operation, party, service, streaming } from 'isthmus';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import { z } from 'zod';
import { mounts } from './mounts.ts';
import type { Mount } from './mounts.ts';

const number = z.object({ number: z.int() });
const count = operation('numbers.count', { input: z.object({ to: z.int(), breakAt: z.int().optional() }), output: streaming(number), effect: 'read' });
const watch = operation('numbers.watch', { input: z.object({}), output: streaming(number), effect: 'read' });
const add = operation('numbers.add', { input: streaming(number), output: z.object({ sum: z.int() }), effect: 'write' });

/** What the endless handler made, and how often it was let go. */
const watched = { made: 0, ended: 0 };
let release = (): void => {};

const numbers = service('numbers', [
  handle(count, async function* ({ to, breakAt }) {
    for (let each = 1; each <= to; each += 1) {
      if (each === breakAt) throw new Error('password=hunter2');
      yield { number: each };
    }
  }),
  handle(watch, async function* (_input, { signal }) {
    try {
      for (let each = 1; !signal.aborted; each += 1) {
        watched.made = each;
        yield { number: each };
        await new Promise<void>((resolve) => {
          release = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    } finally {
      watched.ended += 1;
    }
  }),
  handle(add, async (values) => {
    let sum = 0;
    for await (const each of values) sum += each.number;
    return { sum };
  }),
]);

function makeApp() {
  const to = numbers;
  return integration({
    name: 'numbers', engine: memory(), services: [numbers], parties: [party('web', { kind: 'browser' })], http: false,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    links: [
      link({ from: 'web', to, contract: count, via: rest({ method: 'GET', path: '/count' }) }),
      link({ from: 'web', to, contract: watch, via: rest({ method: 'GET', path: '/watch' }) }),
      link({ from: 'web', to, contract: add, via: rest({ method: 'POST', path: '/add' }) }),
    ],
  });
}

const lines = (count: number): string => Array.from({ length: count }, (_, index) => `{"number":${index + 1}}\n`).join('');

for (const [name, mount] of Object.entries(mounts))
  describe(`streaming in ${name}`, () => {
    const app = makeApp();
    let server: Awaited<ReturnType<Mount>> | undefined;
    let url = '';
    before(async () => {
      await app.start();
      const endpoint = await app.endpoint();
      assert.ok(endpoint !== undefined);
      server = await mount(endpoint);
      url = `${server.url}/api`;
    });
    after(async () => {
      await server?.close();
      await app.stop();
    });

    test('an output comes whole, as NDJSON and as server-sent events', async () => {
      const plain = await fetch(`${url}/count?to=20000`);
      assert.deepEqual([plain.status, plain.headers.get('content-type')], [200, 'application/x-ndjson']);
      assert.equal(await plain.text(), lines(20_000));
      const events = await fetch(`${url}/count?to=2`, { headers: { accept: 'text/event-stream' } });
      assert.match(await events.text(), /data: \{"number":1\}\n\ndata: \{"number":2\}\n\nevent: end\n/);
    });

    test('values arrive while the handler goes on, and a client that leaves ends it', async () => {
      const before = watched.ended;
      const controller = new AbortController();
      const response = await fetch(`${url}/watch`, { signal: controller.signal });
      const reader = (response.body ?? assert.fail()).pipeThrough(new TextDecoderStream()).getReader();
      assert.equal((await reader.read()).value, lines(1));
      assert.equal(watched.made, 1);
      release();
      assert.equal((await reader.read()).value, '{"number":2}\n');
      controller.abort();
      await assert.rejects(reader.read(), { name: 'AbortError' });
      while (watched.ended === before) await new Promise((resolve) => setTimeout(resolve, 5));
    });

    test('a fault before the first value has its own status, a later one ends the answer with a problem and cuts it', async () => {
      const early = await fetch(`${url}/count?to=3&breakAt=1`);
      assert.deepEqual([early.status, early.headers.get('content-type')], [500, 'application/problem+json']);
      await early.text();
      const late = await fetch(`${url}/count?to=3&breakAt=3`);
      assert.equal(late.status, 200);
      let text = '';
      await assert.rejects(async () => {
        for await (const piece of (late.body ?? assert.fail()).pipeThrough(new TextDecoderStream())) text += piece;
      });
      assert.ok(text.startsWith(lines(2)) && text.includes('{"problem":{') && !text.includes('hunter2'), text);
    });

    test('an input streams in', async () => {
      const body = ReadableStream.from([lines(2), '{"num', 'ber":3}\n'].map((text) => Buffer.from(text)));
      const answer = await fetch(`${url}/add`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body, duplex: 'half' } as RequestInit);
      assert.deepEqual(await answer.json(), { sum: 6 });
      const broken = await fetch(`${url}/add`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: '{"number":1}\n{"number":"x"}\n' });
      assert.equal(broken.status, 400);
      await broken.text();
    });
  });

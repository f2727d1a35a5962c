import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Integration } from 'isthmus';
import { connect, SocketError } from 'isthmus/websocket-client';
import type { RoomMember, SocketClient } from 'isthmus/websocket-client';
import { until } from '../../until.ts';
import { Cut } from './cut.ts';
import { announce, askGate, count, delayed, double, getFlight, start, sum, typing, wait } from './fixture.ts';

const quick = { reconnectBase: 20 };
async function* numbers(from: number, to: number) {
  for (let n = from; n <= to; n += 1) yield { n };
}

describe('the client', () => {
  let app: Integration;
  let url: string;
  let cut: Cut;
  let client: SocketClient;
  before(async () => {
    ({ app, url } = await start());
    cut = new Cut(Number(new URL(url).port));
    client = connect(await cut.listen(), { ...quick, token: () => 'ada' });
  });
  after(async () => {
    client.close();
    cut.close();
    await app.stop();
  });

  test('calls, with typed outputs and declared errors', async () => {
    const flight: { id: string; caller: string | null } = await client.call(getFlight, { id: 'a' });
    assert.deepEqual(flight, { id: 'a', caller: 'ada' });
    assert.deepEqual(await client.call<typeof getFlight>('flights.get', { id: 'b' }), { id: 'b', caller: 'ada' });
    await assert.rejects(client.call(getFlight, { id: 'none' }), (error: SocketError) => error.code === 'no-flight' && (error.data as { id: string }).id === 'none');
    // @ts-expect-error The input is typed.
    await assert.rejects(client.call(getFlight, { id: 7 }), { code: 'DATA_INVALID' });
  });

  test('a deadline and a signal end a call', async () => {
    await assert.rejects(client.call(wait, { ms: 60_000 }, { deadline: 20 }), { code: 'DEADLINE_EXCEEDED' });
    await assert.rejects(client.call(wait, { ms: 60_000 }, { signal: AbortSignal.timeout(20) }), { code: 'CALL_CANCELLED' });
  });

  test('streams: out, in, and both ways, longer than any window', async () => {
    const out: number[] = [];
    for await (const { n } of client.stream(count, { to: 200 })) out.push(n);
    assert.deepEqual(out, Array.from({ length: 200 }, (_, at) => at + 1));
    assert.deepEqual(await client.call(sum, numbers(1, 200)), { sum: 20_100 });
    const both: number[] = [];
    for await (const { n } of client.stream(double, numbers(1, 100))) both.push(n);
    assert.deepEqual(both, Array.from({ length: 100 }, (_, at) => (at + 1) * 2));
    for await (const { n } of client.stream(count, { to: 1_000_000 })) if (n === 5) break;
  });

  test('the server asks, and the client answers or refuses', async () => {
    await assert.rejects(client.call(announce, { gate: 'B7' }), { code: 'WEBSOCKET_PEER_FAILED' });
    client.answer(askGate, ({ question }) => ({ answer: `${question} Yes.` }));
    assert.deepEqual(await client.call(announce, { gate: 'B7' }), { answer: 'Is B7 open? Yes.' });
    client.answer(askGate, () => {
      throw new SocketError({ code: 'busy', detail: 'Later.' });
    });
    await assert.rejects(client.call(announce, { gate: 'B7' }), { code: 'busy' });
  });

  test('cut again and again while events pour in: nothing is missed, nothing comes twice, rooms are joined again', async () => {
    const seen: number[] = [];
    const other = connect(`${url.replace('http', 'ws')}/live`, quick);
    let members: readonly RoomMember[] = [];
    await (await other.join('gate B7', { onMembers: (now) => (members = now) })).show('watching');
    const room = await client.join('gate B7', { state: { gate: 'B7' } });
    client.subscribe(delayed, ({ data }) => seen.push(data.n), { from: 'beginning' });
    const total = 5_000;
    for (let n = 0; n < total; n += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, at) => app.emit(delayed, { origin: `K${(n + at) % 7}`, n: n + at })));
      if (n % 500 === 250) {
        await until(() => seen.length > 0);
        cut.cut();
      }
    }
    await until(() => seen.length >= total);
    assert.deepEqual(seen.toSorted((a, b) => a - b), Array.from({ length: total }, (_, at) => at));
    await until(() => members.length === 2);
    assert.ok(members.some(({ id, subject }) => id === room.id && subject === 'ada'));
    const heard: string[] = [];
    room.on(typing, ({ text }) => heard.push(text));
    const own = await other.join('gate B7');
    await own.tell(typing, { text: 'boarding' });
    await until(() => heard.length > 0);
    assert.deepEqual(heard, ['boarding']);
    other.close();
  });

  test('calls that a break leaves open are rejected, later ones wait for the connection', async () => {
    const open = client.call(wait, { ms: 60_000 });
    await client.call(getFlight, { id: 'a' });
    cut.cut();
    await assert.rejects(open, { code: 'CONNECTION_LOST' });
    assert.equal((await client.call(getFlight, { id: 'c' })).id, 'c');
  });
});

test('a client that was closed stays closed', async () => {
  const { app, url } = await start();
  const client = connect(`${url.replace('http', 'ws')}/live`, quick);
  await client.opened();
  const open = client.call(wait, { ms: 60_000 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  client.close();
  await assert.rejects(open, { code: 'CLIENT_CLOSED' });
  await assert.rejects(client.call(getFlight, { id: 'a' }), { code: 'CLIENT_CLOSED' });
  await app.stop();
});

test('the client is under 10 kB for a browser, and asks for nothing of Node', async () => {
  const { outputFiles } = await build({ entryPoints: ['src/synchronous/websocket/client/index.ts'], bundle: true, minify: true, format: 'esm', platform: 'browser', write: false });
  const size = gzipSync(outputFiles[0]?.contents ?? '').length;
  assert.ok(size > 500 && size < 10_000, `${size} bytes`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Integration } from 'isthmus';
import { delayed, start } from './fixture.ts';
import { requireCode, Talk } from './talk.ts';
import type { Frame } from './talk.ts';

const keys = ['ATL', 'HNL', 'SFO', 'JFK', 'ORD', 'DFW'];
const emit = (app: Integration, from: number, to: number): Promise<unknown> =>
  Promise.all(Array.from({ length: to - from }, (_, at) => app.emit(delayed, { origin: keys[(from + at) % keys.length] ?? '', n: from + at })));
const numbers = (frames: readonly Frame[]): number[] => frames.map(({ data }) => data?.n ?? -1).toSorted((a, b) => a - b);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

/** Follows the offsets as a client does. */
function follow(next: number[], frames: readonly Frame[]): number[] {
  for (const { at } of frames) {
    const [partition = 0, offset = 0] = at ?? [];
    assert.ok(offset >= (next[partition] ?? 0), `offset ${offset} of partition ${partition} came twice`);
    next[partition] = offset + 1;
  }
  return next;
}

test('a subscriber gets what is told from then on, and after a break what it missed: nothing twice', async () => {
  const { app, url } = await start();
  await emit(app, 0, 10);
  const talk = await Talk.open(url, 'ada');
  const begun = await talk.ask({ type: 'subscribe', event: 'flights.delayed' });
  assert.equal(begun.output?.gap, false);
  await emit(app, 10, 40);
  const first = await talk.events(30);
  assert.deepEqual(numbers(first), range(10, 40));
  const next = follow([...(begun.output?.next ?? [])], first);
  await talk.close();
  await emit(app, 40, 400);
  const again = await Talk.open(url, 'ada');
  await again.ask({ type: 'subscribe', event: 'flights.delayed', next });
  await emit(app, 400, 500);
  const rest = await again.events(460);
  assert.deepEqual(numbers(rest), range(40, 500));
  follow(next, rest);
  await again.close();
  await app.stop();
});

test('while events pour in, a reader that comes from the beginning misses none and gets none twice', async () => {
  const { app, url } = await start();
  let told = 0;
  const pouring = (async () => {
    for (; told < 3_000; told += 100) await emit(app, told, told + 100);
  })();
  const talk = await Talk.open(url);
  const { output } = await talk.ask({ type: 'subscribe', event: 'flights.delayed', from: 'beginning' });
  await pouring;
  const all = await talk.events(3_000);
  assert.deepEqual(numbers(all), range(0, 3_000));
  follow([...(output?.next ?? [])], all);
  await talk.close();
  await app.stop();
});

test('keys choose, scopes and names are checked, and a place that is gone is told', async () => {
  const { app, url } = await start({}, { scopes: ['delays'] });
  const bob = await Talk.open(url, 'bob');
  requireCode(await bob.ask({ type: 'subscribe', event: 'flights.delayed' }), 'PERMISSION_MISSING');
  requireCode(await bob.ask({ type: 'subscribe', event: 'gate.typing' }), 'WEBSOCKET_EVENT_UNKNOWN');
  await bob.close();
  const talk = await Talk.open(url, 'ada');
  requireCode(await talk.ask({ type: 'subscribe', event: 'flights.delayed', next: [0] }), 'WEBSOCKET_MESSAGE_INVALID');
  const ahead = await talk.ask({ type: 'subscribe', event: 'flights.delayed', next: [9, 9, 9, 9], keys: ['ATL'] });
  assert.deepEqual(ahead.output, { next: [0, 0, 0, 0], gap: true });
  await emit(app, 0, 12);
  assert.deepEqual(numbers(await talk.events(2)), [0, 6]);
  await talk.ask({ type: 'unsubscribe', event: 'flights.delayed' });
  await emit(app, 12, 24);
  await talk.ask({ type: 'call', operation: 'flights.get', input: { id: 'a' } });
  assert.equal(talk.frames.filter(({ type }) => type === 'event').length, 0);
  await talk.close();
  await app.stop();
});

test('those that only listen get server-sent events, and go on after the last one', async () => {
  const { app, url } = await start();
  const read = async (headers: Record<string, string>, count: number) => {
    const stop = new AbortController();
    const response = await fetch(`${url}/live?event=flights.delayed&from=beginning`, { headers: { accept: 'text/event-stream', ...headers }, signal: stop.signal });
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.split('data: ').length > count) break;
    }
    stop.abort();
    const events = text.split('\n\n').filter((each) => each.includes('data: '));
    return { numbers: events.map((each) => (JSON.parse(each.split('data: ')[1] ?? '') as { n: number }).n).toSorted((a, b) => a - b), last: /id: (.*)\n/.exec(events.at(-1) ?? '')?.[1] ?? '' };
  };
  await emit(app, 0, 20);
  const first = await read({}, 20);
  assert.deepEqual(first.numbers, range(0, 20));
  await emit(app, 20, 30);
  assert.deepEqual((await read({ 'last-event-id': first.last }, 10)).numbers, range(20, 30));
  assert.equal((await fetch(`${url}/live?event=flights.delayed`, { headers: { accept: 'text/event-stream', 'last-event-id': 'x' } })).status, 400);
  assert.equal((await fetch(`${url}/live`)).status, 426);
  await app.stop();
});

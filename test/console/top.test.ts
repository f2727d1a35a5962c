import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { widthOf } from '../../src/cli/output/style.ts';
import { sampleOf } from '../../src/cli/top/sample.ts';
import { orders, picture, sorted } from '../../src/cli/top/screen.ts';
import type { LinkNow, LinksNow } from '../../src/telemetry/now.ts';
import { eventually } from './admin-client.ts';
import { isthmusIn } from './command-line.ts';
import { startOrders } from './orders-process.ts';

const none = { started: 0, handled: 0, failed: 0, retried: 0, died: 0, parked: 0, repeated: 0, effects: 0, triggers: 0, unused: 0, ordered: 0, inversions: 0 };
const lately = { count: 3, p50: 0.5, p99: 1_234, largest: 9_000 };
const link = (name: string, handled: number, depth = 0): LinkNow => ({
  link: name, from: 'a', to: ['b'], contract: 'c@1', method: 'queue', sent: { sent: handled, bytes: 0, failed: 0 },
  receivers: [{ receiver: 'b', totals: { ...none, started: handled, handled }, running: 0, handling: lately, waiting: undefined }],
  backlog: { queue: { ready: depth, inFlight: undefined, delayed: undefined, oldestAge: undefined, parked: 0, deadLetters: 0, retrying: 0 } },
});
const look = (at: number, items: readonly LinkNow[], since = 0): LinksNow => ({ app: 'orders', at, since, items });

test('rates are what was added between two looks, by the time between them', () => {
  const { links, over } = sampleOf(look(1_000, [link('x', 100)]), look(3_000, [link('x', 400), link('y', 50)]));
  assert.equal(over, 2_000);
  assert.deepEqual(links.map(({ link: name, handled, sent }) => [name, handled, sent]), [['x', 150, 150], ['y', 25, 25]]);
});

test('an app that was started anew counts from its start', () => {
  const { links } = sampleOf(look(100_000, [link('x', 1_000_000)]), look(102_000, [link('x', 30)], 101_000));
  assert.equal(links[0]?.handled, 30);
});

test('the picture never leaves the screen, whatever the names, rates and sizes', () => {
  const rows = fc.array(fc.record({ name: fc.string({ unit: 'grapheme', maxLength: 60 }), handled: fc.nat(), depth: fc.nat() }), { maxLength: 60 });
  fc.assert(fc.property(rows, fc.integer({ min: 80, max: 200 }), fc.integer({ min: 6, max: 60 }), fc.constantFrom(...orders), (all, width, height, order) => {
    const items = all.map(({ name, handled, depth }) => link(name, handled, depth));
    const text = picture({ terminal: true, width, color: false }, sampleOf(look(0, []), look(1_000, items)), { order, height, foot: 'q leaves' });
    const lines = text.split('\n');
    assert.ok(lines.length <= height, `${lines.length} lines`);
    for (const line of lines) assert.ok(widthOf(line) <= width, line);
    for (const each of text) assert.ok(each >= ' ' || each === '\n', JSON.stringify(text));
  }));
});

test('each order puts what is greatest first, and loses no row', () => {
  const { links } = sampleOf(look(0, []), look(1_000, [link('few', 1, 9), link('many', 100, 0), link('some', 10, 5)]));
  assert.deepEqual(sorted(links, 'rate').map((row) => row.link), ['many', 'some', 'few']);
  assert.deepEqual(sorted(links, 'depth').map((row) => row.link), ['few', 'some', 'many']);
  assert.deepEqual(sorted(links, 'map').map((row) => row.link), ['few', 'many', 'some']);
});

test('top watches a running app, and says so when that stops', async () => {
  await using app = await startOrders();
  await app.ask({ place: [['bad', 'ada', -1], ['behind', 'ada', 1], ['good', 'bob', 1]] });
  await eventually(async () => /"deadLetters": 1/.test((await isthmusIn(app.directory, ['queue', 'show', 'orders', '--json'])).out));
  const once = await isthmusIn(app.directory, ['top', '--json', '--interval', '200ms']);
  const row = (JSON.parse(once.out) as { links: ReadonlyArray<{ link: string; to: string; dead: number; depth: number }> }).links.find((each) => each.link === 'orders.placed:queue');
  assert.deepEqual([row?.to, row?.dead, row?.depth], ['shop', 1, 1]);
  let lines = '';
  const watching = isthmusIn(app.directory, ['top', '--json', '--watch', '--interval', '200ms'], { stdout: { write: (text) => void (lines += text) } });
  await eventually(() => lines.split('\n').length > 2);
  await app.end();
  const { code, err } = await watching;
  assert.deepEqual([code, /APP_UNREACHABLE/.test(err)], [4, true], err);
  for (const line of lines.trim().split('\n')) assert.equal((JSON.parse(line) as { app: string }).app, 'orders');
  const after = await isthmusIn(app.directory, ['top', '--once']);
  assert.deepEqual([after.code, /APP_NOT_FOUND/.test(after.err)], [4, true], after.err);
});

test('a person who interrupts top ends it without an error', async () => {
  await using app = await startOrders();
  const interrupted = AbortSignal.timeout(700);
  const { code, err } = await isthmusIn(app.directory, ['top', '--json', '--watch', '--interval', '200ms'], { interrupted });
  assert.deepEqual([code, err], [0, '']);
});

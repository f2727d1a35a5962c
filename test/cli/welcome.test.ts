import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commands } from '../../src/cli/commands.ts';
import { widthOf } from '../../src/cli/output/style.ts';
import type { RunningLink, Started } from '../../src/cli/start/started.ts';
import { welcome } from '../../src/cli/start/welcome.ts';

const links: readonly RunningLink[] = [
  { method: 'rest', from: 'web', to: ['bookings'], what: 'POST /bookings' },
  { method: 'queue', from: 'bookings', to: ['rebooking'], what: 'passengers.rebook' },
  { method: 'stream', from: 'flights', to: ['board', 'rebooking', 'statistics', 'audit', 'search', 'forecast', 'notifications'], what: 'flights.delayed' },
  { method: 'job', from: 'web', to: ['reports'], what: 'reports.delays' },
];
const started: Started = { name: 'departures', pid: 1, url: 'http://127.0.0.1:4400', links };

for (const width of [80, 120]) {
  test(`the welcome of start and dev at ${width} columns looks as it was looked at`, () => {
    const screen = welcome({ width, color: false, terminal: true }, started, commands);
    const file = join(import.meta.dirname, `fixtures/start-${width}.txt`);
    if (process.env['UPDATE_FIXTURES'] === '1') writeFileSync(file, screen);
    assert.equal(screen, readFileSync(file, 'utf8'));
    assert.deepEqual(screen.split('\n').filter((line) => widthOf(line) > width), []);
  });
}

test('many links are counted, and only what exists is named', () => {
  const many = Array.from({ length: 40 }, (_, index) => ({ method: index < 30 ? 'queue' : 'stream', from: 'one', to: ['other'], what: `event.${index}` }));
  const screen = welcome({ width: 80, color: false, terminal: false }, { ...started, url: undefined, links: many }, commands.filter(({ name }) => name === 'queue list'));
  assert.equal(screen, 'departures is running\n\n  queue  30 links\n  stream  10 links\n\n  npx isthmus queue list  what waits, and what was given up\n\nCtrl-C stops it.\n');
});

test('an app that nothing travels in has a welcome too', () => {
  assert.equal(welcome({ width: 80, color: false, terminal: true }, { ...started, url: undefined, links: [] }, []), 'departures is running\n\nCtrl-C stops it.\n');
});

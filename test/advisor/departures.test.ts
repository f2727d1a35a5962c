import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentLog } from 'isthmus';
import { check } from 'isthmus/advisor';
import { openDatabase } from '../../examples/departures/data/database.ts';
import { Timetable } from '../../examples/departures/data/timetable.ts';
import { departures } from '../../examples/departures/departures.ts';
import { Secrets } from '../../examples/departures/secrets.ts';
import careless from '../../examples/departures/wrong.ts';

const directory = mkdtempSync(join(tmpdir(), 'isthmus-advisor-'));
const database = openDatabase(directory);
after(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

test('Departures has nothing that the advisor would change', () => {
  const { map } = departures({ port: 0, speed: 1, directory }, new Secrets({}, directory), new Timetable(), database, silentLog);
  const report = check(map);
  assert.deepEqual(report.findings.map(({ rule, link, why }) => `${rule} ${link}: ${why}`), []);
  assert.deepEqual(report.suppressed, []);
});

/** One wrong choice a line; what belongs together is told once. */
const wrong: readonly string[] = [
  'A12 airports.get:rest', 'A22 flights.departed:stream', 'L01 reports.delays:rest', 'L04 audit.trail:rest', 'L05 hall.tell:rest', 'L09 seats.find:rest', 'L12 payments.charge:rest',
  'L17 payments.confirmed:rest', 'L20 statistics.show:rest', 'L23 passengers.rebook:queue', 'L27 meals.ordered:queue', 'L29 gates.changed:queue', 'L32 seats.drawn:stream',
  'L33 flights.delayed:stream', 'L35 cameras.frame:queue', 'L35 flights.list:rest', 'L36 airports.board:rest', 'L37 bookings.get:rest', 'L44 warehouse.load:job', 'L45 bags.loaded:queue',
];

test('every wrong choice of the careless Departures is found, and nothing else', () => {
  const { findings } = check(careless.map);
  assert.deepEqual(findings.map(({ rule, link }) => `${rule} ${link}`).sort(), wrong);
  assert.ok(new Set(findings.map(({ rule }) => rule)).size >= 12);
});

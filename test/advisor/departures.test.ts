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

const directory = mkdtempSync(join(tmpdir(), 'isthmus-advisor-'));
const database = openDatabase(directory);
after(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

test('Departures has nothing that the advisor would change', () => {
  const { map } = departures({ port: 0, speed: 1, directory }, new Timetable(), database, silentLog);
  const report = check(map);
  assert.deepEqual(report.findings.map(({ rule, link, why }) => `${rule} ${link}: ${why}`), []);
  assert.deepEqual(report.suppressed, []);
});

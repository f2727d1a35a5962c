import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { adviceText } from '../../src/cli/advise/advice.ts';
import { reportText } from '../../src/cli/check/report.ts';
import { mermaidOf } from '../../src/cli/describe/mermaid.ts';
import { treeOf } from '../../src/cli/describe/tree.ts';
import { widthOf } from '../../src/cli/output/style.ts';
import { table } from '../../src/cli/output/table.ts';
import { advice, report } from './answers.ts';
import { shop } from './maps.ts';
import { isthmus } from './terminal.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
/** With UPDATE_FIXTURES=1 the screens are written instead of compared; then look at them before they are committed. */
const updates = process.env['UPDATE_FIXTURES'] === '1';

function isAsKept(name: string, screen: string): void {
  const file = join(fixtures, `${name}.txt`);
  if (updates) {
    mkdirSync(fixtures, { recursive: true });
    writeFileSync(file, screen);
  }
  assert.equal(screen, readFileSync(file, 'utf8'));
}

const rows = [{ name: 'bookings.passengers.rebook', waits: 12, oldest: '3s' }, { name: 'mail', waits: 1_204_331, oldest: '2d of waiting, which is far too long for a mail that somebody expects to have at once' }];
const columns = [
  { title: 'QUEUE', value: (row: (typeof rows)[number]) => row.name }, { title: 'WAITS', align: 'right' as const, value: (row: (typeof rows)[number]) => row.waits },
  { title: 'OLDEST', value: (row: (typeof rows)[number]) => row.oldest },
];

for (const width of [80, 120]) {
  const io = { width, color: false, terminal: true };
  const screens: Readonly<Record<string, string>> = {
    check: reportText(io, report, shop, true), describe: treeOf(io, shop), advise: adviceText(io, advice), table: table(io, columns, rows),
    help: (await isthmus(['help', 'check'], { width })).out,
  };
  for (const [name, screen] of Object.entries(screens)) {
    test(`${name} at ${width} columns looks as it was looked at`, () => isAsKept(`${name}-${width}`, screen));
    test(`${name} at ${width} columns breaks no line but code and addresses`, () => {
      const long = screen.split('\n').filter((line) => widthOf(line) > width && !/https:|via: rest/.test(line));
      assert.deepEqual(long, []);
    });
  }
  test(`colours change nothing but colours at ${width} columns`, () => {
    const painted = reportText({ ...io, color: true }, report, shop, true);
    assert.notEqual(painted, screens['check']);
    assert.equal(stripVTControlCharacters(painted), screens['check']);
  });
}

test('the diagram is Mermaid', () => isAsKept('describe-mermaid', mermaidOf(shop)));

test('a piped table is separated by tabs and whole', () => {
  const lines = table({ width: 20, color: true, terminal: false }, columns, rows).trimEnd().split('\n');
  assert.deepEqual(lines.map((line) => line.split('\t').length), [3, 3, 3]);
  assert.ok(lines[2]?.endsWith('expects to have at once'));
});

test('text from elsewhere can not steer the terminal', () => {
  const printed = table({ width: 80, color: false, terminal: true }, [{ title: 'TEXT', value: (row: string) => row }], ['\u001b[2Jgone\u0007\u202e']);
  // oxlint-disable-next-line no-control-regex -- it is control characters that must not be there
  assert.doesNotMatch(printed, /[\u001b\u0007\u202e]/);
});

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, mock, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { fail, ok, warn } from '../../src/cli/doctor/diagnosis.ts';
import { reportText } from '../../src/cli/doctor/report.ts';
import { widthOf } from '../../src/cli/output/style.ts';
import { cannedApp, now } from './canned.ts';
import { isthmusIn } from './command-line.ts';

const fixtures = join(import.meta.dirname, '../cli/fixtures');
/** With UPDATE_FIXTURES=1 the screens are written instead of compared; then look at them before they are committed. */
const updates = process.env['UPDATE_FIXTURES'] === '1';

const screens = [
  'queue list', 'queue show orders', 'queue peek orders', 'queue dead orders', 'queue dead orders 01772366340000000', 'stream list', 'stream groups orders.seen', 'stream read orders.seen',
  'webhook list', 'webhook show 1p2k3j4h5a9f8e7d6c5d', 'job list', 'job show 0197b6a2c0f07d3e', 'top --once --interval 200ms',
];

const diagnoses = [
  ok('node', 'Node 24.21.0'), ok('app file', 'app.ts declares "orders" with 3 links'),
  warn('app orders', 'Its process (pid 4711) ended without stopping', 'Look at the end of its log and start it again; the next start writes .isthmus/orders/admin.json anew.'),
  fail('store .isthmus/orders', 'It is damaged at log 3, position 1200: Its bytes do not match its checksum, and 2 more', 'Copy the directory away before anything else, then restore a backup; docs/embedded.md says what can be saved.'),
  ok('disk sync', 'A durable write takes 0.4 ms'),
];

let app: Awaited<ReturnType<typeof cannedApp>>;
before(async () => {
  app = await cannedApp();
  mock.timers.enable({ apis: ['Date'], now });
});
after(async () => {
  mock.timers.reset();
  await app[Symbol.asyncDispose]();
});

for (const width of [80, 120]) {
  test(`isthmus doctor at ${width} columns`, () => {
    const text = reportText({ terminal: true, width, color: false }, diagnoses);
    const file = join(fixtures, `doctor-${width}.txt`);
    if (updates) writeFileSync(file, text);
    assert.equal(text, readFileSync(file, 'utf8'));
    for (const line of text.split('\n')) assert.ok(widthOf(line) <= width, line);
  });
  for (const screen of screens) {
    test(`isthmus ${screen} at ${width} columns`, async () => {
      const { code, out, err } = await isthmusIn(app.directory, screen.split(' '), { terminal: true, width });
      assert.equal(code, 0, err);
      const file = join(fixtures, `${screen.replaceAll(/ --.*| \d.*/g, '').replaceAll(' ', '-')}${/dead orders \d/.test(screen) ? '-one' : ''}-${width}.txt`);
      if (updates) writeFileSync(file, out + err);
      assert.equal(out + err, readFileSync(file, 'utf8'));
      for (const line of out.split('\n')) assert.ok(widthOf(line) <= width, line);
      const painted = await isthmusIn(app.directory, screen.split(' '), { terminal: true, width, color: true });
      assert.notEqual(painted.out, out);
      assert.equal(stripVTControlCharacters(painted.out).replaceAll(/ +$/gm, ''), out);
    });
  }
}

test('piped, everything is plain and whole', async () => {
  for (const screen of screens) {
    const { out } = await isthmusIn(app.directory, screen.split(' '));
    assert.equal(out, stripVTControlCharacters(out));
    assert.doesNotMatch(out, /…/);
  }
});

test('--json is one document', async () => {
  for (const screen of screens) {
    const { out, err } = await isthmusIn(app.directory, [...screen.split(' '), '--json']);
    assert.equal(err, '');
    assert.equal(typeof JSON.parse(out), 'object');
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shopText } from './maps.ts';
import { isthmusProcess } from './process.ts';
import { folder } from './terminal.ts';

const application = pathOf('../../src/index.ts');
function pathOf(name: string): string {
  return new URL(name, import.meta.url).pathname;
}

const refused: ReadonlyArray<readonly [why: string, file: string, text: string, says: readonly RegExp[]]> = [
  ['throws', 'app.ts', 'throw new Error("boom");', [/app\.ts could not be imported: boom \(app\.ts:1\)/]],
  ['throws no error', 'app.ts', 'throw { odd: true };', [/something was thrown that is no error: \{ odd: true \}/]],
  ['throws later', 'app.ts', 'setTimeout(() => { throw new TypeError("later"); }, 1); await new Promise((resolve) => setTimeout(resolve, 500));', [/later \(app\.ts:1\)/]],
  ['rejects unheard', 'app.ts', 'void Promise.reject(new Error("unheard")); await new Promise((resolve) => setTimeout(resolve, 500));', [/unheard/]],
  ['waits for ever', 'app.ts', 'await new Promise(() => {});', [/waits at its top level for something that never comes/]],
  ['ends the process', 'app.ts', 'process.exit(0);', [/ended the process while it was imported/]],
  ['imports a name that is not there', 'app.ts', 'import { nothing } from "node:fs"; export default nothing;', [/does not provide an export named 'nothing'/, /mend the import/]],
  ['is no JavaScript', 'app.js', 'const a = ;', [/Unexpected token/, /Mend the syntax/]],
  ['needs more than erasing types', 'app.ts', 'enum A { B }', [/enum is not supported/, /types can be erased/]],
  ['imports what is not installed', 'app.ts', 'import "no-such-package-of-anyone";', [/Cannot find package 'no-such-package-of-anyone'/, /npm install/]],
  ['exports no app', 'app.ts', 'export const other = 1;', [/exports no app/, /it exports other/, /export default integration/]],
  ['exports a function that throws', 'app.ts', 'export default () => { throw new Error("made badly"); };', [/made badly/]],
  ['starts the app', 'app.ts', `import { integration } from '${application}'; const app = integration({ name: 'started', services: [], links: [] }); await app.start(); export default app;`, [/"started" starts while its file is only read/, /import\.meta\.main/]],
  ['starts the app and does not wait', 'app.ts', `import { integration } from '${application}'; const app = integration({ name: 'started', services: [], links: [] }); void app.start(); await new Promise((resolve) => setTimeout(resolve, 500)); export default app;`, [/"started" starts while its file is only read/]],
  ['declares faults', 'app.ts', `import { integration, party } from '${application}'; export default integration({ name: 'faulty', services: [], parties: [party('a', { kind: 'browser' }), party('a', { kind: 'browser' })], links: [], drainWithin: 'soon' as never });`, [/"faulty" can't be built/, /drainWithin/]],
  ['imports another version of the package', 'app.ts', `export default { map: { ...${shopText}, isthmus: 2 }, start() {} };`, [/map of version 2, and this command reads version 1/, /npx isthmus/]],
  ['is a map that is no JSON', 'map.json', '{', [/map\.json is not JSON/]],
  ['is JSON and no map', 'map.json', '{"isthmus":1,"name":"x","linkz":[]}', [/is not a map/, /links is required/, /linkz is not known; did you mean "links"\?/]],
  ['is a map with wild names', 'map.json', shopText.replaceAll('"billing"', '"bililng"').replace('"name": "bililng"', '"name": "billing"'), [/names the party "bililng"/]],
];

for (const [why, file, text, says] of refused) {
  test(`a file that ${why} is told in one clear text`, () => {
    using directory = folder({ [file]: text, 'package.json': '{"type":"module"}' });
    const { code, out, err } = isthmusProcess(['check', file], directory.path);
    assert.deepEqual([code, out], [3, ''], err);
    const told = err.replaceAll(/\s+/g, ' ');
    for (const each of says) assert.match(told, each);
    assert.doesNotMatch(err, /\n\s+at .*:\d+:\d+/);
  });
}

test('what an app throws after it was imported is told as clearly', () => {
  using directory = folder({ 'app.ts': `setTimeout(() => { void Promise.reject(new TypeError('too late')); }, 50); const until = Date.now() + 100; export default { get map() { while (Date.now() < until) ; return ${shopText}; }, start: () => new Promise(() => {}), stop() {} };` });
  const { code, out, err } = isthmusProcess(['start'], directory.path);
  assert.match(err, /Nobody caught an error: too late \(app\.ts:1\)\. \[UNCAUGHT\]/);
  assert.doesNotMatch(err, /\n\s+at /);
  assert.deepEqual([code, out], [3, '']);
});

test('--verbose shows the stack', () => {
  using directory = folder({ 'app.ts': 'throw new Error("boom");' });
  assert.match(isthmusProcess(['check', '--verbose'], directory.path).err, /boom\n\s+at .*app\.ts:1:7/);
});

test('an app is found by its usual names and by package.json, and may be made by a function', () => {
  using usual = folder({ 'app.ts': `export default () => ({ map: ${shopText}, start() {} });` });
  using named = folder({ 'other.ts': `export const app = { map: ${shopText}, start() {} };`, 'package.json': '{"isthmus":{"app":"other.ts"}}' });
  for (const directory of [usual, named]) assert.match(isthmusProcess(['describe'], directory.path).out, /^shop {2}4 parties/);
});

test('an app that leaves timers behind ends nevertheless', () => {
  using directory = folder({ 'app.ts': `setInterval(() => {}, 1000); export default { map: ${shopText}, start() {} };` });
  assert.equal(isthmusProcess(['describe'], directory.path).code, 0);
});

test('without a file it is said what was looked for', () => {
  using directory = folder({});
  assert.match(isthmusProcess(['check'], directory.path).err, /No app was named, and this directory has no app\.ts/);
});

test('a file that ends the process is told to programs as JSON', () => {
  using directory = folder({ 'app.ts': 'process.exit(0);', 'package.json': '{"type":"module"}' });
  const { code, out, err } = isthmusProcess(['check', 'app.ts', '--json'], directory.path);
  assert.deepEqual([code, out], [3, '']);
  assert.equal((JSON.parse(err) as { readonly error: { readonly code: string } }).error.code, 'APP_FILE_FAILED');
});

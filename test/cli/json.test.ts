import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop, shopText } from './maps.ts';
import { isthmusProcess } from './process.ts';
import { folder, isthmus } from './terminal.ts';

const answered: ReadonlyArray<readonly [args: readonly string[], code: number]> = [
  [['check', 'shop.json'], 1], [['check', 'shop.json', '--fail-on', 'never'], 0], [['check', 'shop.json', '--sarif'], 1], [['describe', 'shop.json'], 0],
  [['advise', '--reply', 'now'], 0], [['advise', '--needs', '-'], 0], [['completion', 'bash'], 0], [['help'], 0], [['help', 'check'], 0], [['check', '--help'], 0], [['--version'], 0], [['queue'], 2],
];
for (const [args, expected] of answered) {
  test(`isthmus ${args.join(' ')} --json prints exactly one JSON document`, async () => {
    using directory = folder({ 'shop.json': shopText });
    const { code, out, err } = await isthmus([...args, '--json'], { directory: directory.path, width: 80, color: true, stdin: '{"reply":"later","processing":"40s"}' });
    assert.equal(typeof JSON.parse(out), 'object', out);
    assert.deepEqual([code, err], [expected, '']);
  });
}

test('describe --json is the map', async () => {
  using directory = folder({ 'shop.json': shopText });
  const { out } = await isthmus(['describe', 'shop.json', '--json'], { directory: directory.path });
  assert.deepEqual(JSON.parse(out), shop);
});

test('an error is one JSON document on standard error, with code, why and fix', async () => {
  const { code, out, err } = await isthmus(['check', 'absent.ts', '--json']);
  const { error } = JSON.parse(err) as { readonly error: Readonly<Record<string, unknown>> };
  assert.deepEqual([code, out, error['code'], typeof error['why'], typeof error['fix']], [3, '', 'APP_FILE_MISSING', 'string', 'string']);
});

test('what an app prints while it is imported is not part of the document', () => {
  using directory = folder({ 'app.ts': `console.log('hello'); export default { map: ${shopText}, start() {} };`, 'package.json': '{"type":"module"}' });
  const { code, out, err } = isthmusProcess(['describe', '--json'], directory.path);
  assert.deepEqual(JSON.parse(out), shop);
  assert.deepEqual([code, err], [0, 'hello\n']);
});

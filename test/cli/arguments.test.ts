import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readArguments } from '../../src/cli/arguments.ts';
import { duration, flag, integer, list, text } from '../../src/kernel/option-kinds.ts';
import { required } from '../../src/kernel/options.ts';
import { isthmus } from './terminal.ts';

const words = { description: '' };
const fields = {
  positionals: { queue: required(text(words)), ids: list(text(words), words) },
  options: { wait: duration(words), count: integer(words), keep: flag({ ...words, fallback: true }), failOn: text(words), tag: list(text(words), words) },
  shown: { count: { short: 'n' } },
};
const read = (...args: string[]) => readArguments(fields, args);

test('values, flags, lists, short names and positionals are read by their specification', () => {
  const input = read('orders', 'a', 'b', '--wait', '5s', '-n', '3', '--no-keep', '--fail-on=error', '--tag', 'x,y', '--tag', 'z');
  assert.deepEqual({ ...input }, { json: false, verbose: false, help: false, queue: 'orders', ids: ['a', 'b'], wait: 5_000, count: 3, keep: false, failOn: 'error', tag: ['x', 'y', 'z'] });
});

test('what follows -- is never an option', () => assert.deepEqual(read('orders', '--', '--count')['ids'], ['--count']));

const refused: ReadonlyArray<readonly [why: string, args: readonly string[], says: RegExp]> = [
  ['an unknown option', ['orders', '--cuont', '3'], /--cuont is not known; did you mean "--count"\?/],
  ['an option without its value', ['orders', '--count'], /--count needs a value/],
  ['an option in the place of a value', ['orders', '--wait', '--json'], /--wait needs a value/],
  ['a flag with a value', ['orders', '--keep=yes'], /--keep takes no value/],
  ['a wrong number', ['orders', '--count', 'many'], /--count must be a whole number, not "many"/],
  ['a value twice', ['orders', '--count', '1', '--count', '2'], /--count is given twice/],
  ['a missing argument', [], /QUEUE is required/],
  ['an off-switch of what is no flag', ['orders', '--no-count'], /--no-count is not known/],
];
for (const [why, args, says] of refused) test(`${why} is refused`, () => assert.throws(() => read(...args), says));

test('all faults are told at once', () => assert.throws(() => read('--cuont', '--wait', 'soon'), /3 arguments are wrong/));

const unknown: ReadonlyArray<readonly [args: readonly string[], says: RegExp]> = [
  [['--verrsion'], /--verrsion is not known before a command/],
  [['chekc'], /no command "chekc". Did you mean "check"\?/],
  [['queue', 'lisst'], /no command "queue lisst". Did you mean "queue list"\?/],
  [['check', '--sarff'], /--sarff is not known; did you mean "--sarif"\?/],
  [['describe', 'map.json', 'more'], /"more" is too much: the command takes APP/],
  [['completion', 'tcsh'], /SHELL must be one of "bash", "zsh", "fish", not "tcsh"/],
];
for (const [args, says] of unknown) {
  test(`isthmus ${args.join(' ')} is a wrong use`, async () => {
    const { code, out, err } = await isthmus(args);
    assert.match(err, says);
    assert.deepEqual([code, out], [2, '']);
  });
}

test('options of every command may stand anywhere', async () => {
  for (const args of [['--json', 'queue', 'lisst'], ['queue', '--json', 'lisst'], ['queue', 'lisst', '--json']]) assert.match((JSON.parse((await isthmus(args)).err) as { readonly error: { readonly what: string } }).error.what, /queue lisst/);
});

const pieces = fc.oneof(
  fc.constantFrom('check', 'describe', 'advise', 'completion', 'help', 'queue', 'bash', '--json', '--sarif', '--mermaid', '--needs', '--limits', '--reply', 'now', '-', '--', '-h', '--no-color', '--rate', '--fail-on', '../..', '/', '-v', '--edges=', '__proto__', '--__proto__', '--constructor=1', '--no-json'),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);
const readers = ['check', 'describe', 'advise', 'completion', 'help', 'queue list', 'queue peek', 'queue redrive', 'stream read', 'stream replay', 'job show', 'top'];

test('no command line gives a stack trace or the code of an internal fault', async () => {
  await fc.assert(
    fc.asyncProperty(fc.option(fc.constantFrom(...readers), { nil: undefined }), fc.array(pieces, { maxLength: 6 }), async (first, rest) => {
      const args = first === undefined ? rest.filter((each) => !/^[a-z]/.test(each)) : [...first.split(' '), ...rest];
      const { code, out, err } = await isthmus(args.filter((each) => each !== '--verbose'), { directory: import.meta.dirname });
      assert.ok([0, 1, 2, 3, 4].includes(code), `code ${code}: ${err}`);
      assert.doesNotMatch(err, /\n\s+at .*:\d+:\d+/);
      const end = args.indexOf('--');
      if ((end < 0 ? args : args.slice(0, end)).includes('--json')) for (const document of [out, err]) assert.doesNotThrow(() => document === '' || JSON.parse(document));
    }),
    { numRuns: 500 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { questions } from '../../src/cli/advise/questions.ts';
import { folder, isthmus } from './terminal.ts';

const firstOf = (out: string): unknown => (JSON.parse(out) as { readonly ranking: ReadonlyArray<{ readonly choice: string }> }).ranking[0]?.choice;

test('needs are given by options, by a file, by standard input, or both: options come first', async () => {
  using directory = folder({ 'needs.json': '{"reply":"now","processing":"40s"}' });
  const outcome = (args: readonly string[], stdin = '') => isthmus(['advise', ...args, '--json'], { directory: directory.path, stdin });
  assert.equal(firstOf((await outcome(['--reply', 'later', '--processing', '40s'])).out), 'job');
  assert.equal(firstOf((await outcome(['--needs', 'needs.json', '--processing', '100ms'])).out), 'rest');
  assert.equal(firstOf((await outcome(['--needs', '-'], '{"reply":"none","replay":true,"independentReceivers":4}')).out), 'stream');
});

test('wrong needs are refused and named', async () => {
  for (const [stdin, says] of [['{"replyy":"now"}', /did you mean "reply"/], ['{', /not JSON/], ['[]', /object/]] as const) {
    const { code, err } = await isthmus(['advise', '--needs', '-'], { stdin });
    assert.match(err, says);
    assert.ok(code === 2 || code === 3);
  }
});

test('without needs nothing is asked of a program', async () => {
  const { code, err } = await isthmus(['advise']);
  assert.match(err, /Nothing is said about the connection/);
  assert.equal(code, 2);
});

test('the interview asks only what matters, repeats what it did not understand, and ends with advice', async () => {
  const answers = ['later', 'client', 'nonsense', 'browser', 'single', '40s', '.'];
  const { code, out, err } = await isthmus(['advise'], { interactive: true, width: 100, stdin: `${answers.join('\n')}\n` });
  assert.equal(code, 0);
  assert.match(out, /1\. job/);
  assert.match(err, /must be one of[^\n]*not "nonsense"/);
  assert.match(err, /How long does the work on one take/);
  assert.doesNotMatch(err, /partner exchange files only/);
});

test('the interview takes beginnings of words, unknown answers, and the end of input', async () => {
  const { out } = await isthmus(['advise'], { interactive: true, width: 100, stdin: 'LAT\n\nbro\n?\n40s\n' });
  assert.match(out, /1\. job/);
  const { code } = await isthmus(['advise'], { interactive: true, width: 100 });
  assert.equal(code, 1);
});

test('no need is asked for twice', () => {
  const needs = questions.map(({ need }) => need);
  assert.equal(new Set(needs).size, needs.length);
});

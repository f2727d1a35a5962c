import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { commands } from '../../src/cli/commands.ts';
import { folder, isthmus } from './terminal.ts';

const { out: script } = await isthmus(['completion', 'bash']);

/** What bash offers for the last of some words. */
function offered(directory: string, ...words: readonly string[]): readonly string[] {
  const program = `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _isthmus; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', program, 'bash', 'isthmus', ...words], { cwd: directory, encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, '']);
  return stdout.split('\n').filter((each) => each !== '');
}

test('bash completes commands, their second words, options, their words, and files', () => {
  using directory = folder({ 'app.ts': '', 'other.json': '' });
  const at = (...words: readonly string[]) => offered(directory.path, ...words);
  assert.deepEqual(at('ch'), ['check']);
  assert.deepEqual(at('queue', 'li'), ['list']);
  assert.deepEqual(at('check', '--fa'), ['--fail-on']);
  assert.deepEqual(at('check', '--fail-on', 'w'), ['warning']);
  assert.deepEqual(at('check', 'a'), ['app.ts']);
  assert.deepEqual(at('check', '--limits', 'o'), ['other.json']);
  assert.deepEqual(at('completion', ''), ['bash', 'zsh', 'fish']);
  assert.deepEqual(at('advise', '--reply', 'n'), ['none', 'now']);
  assert.deepEqual(at('check', '--sarif', '--js'), ['--json']);
});

for (const shell of ['zsh', 'fish']) {
  test(`the script for ${shell} knows every command and its options`, async () => {
    const { out } = await isthmus(['completion', shell]);
    for (const { name } of commands) for (const word of name.split(' ')) assert.ok(out.includes(word), name);
    for (const option of ['fail-on', 'sarif', 'mermaid', 'reply-within', 'json']) assert.ok(out.includes(option), option);
  });
}

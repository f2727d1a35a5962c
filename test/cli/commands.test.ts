import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flagName, globalOptions, readArguments } from '../../src/cli/arguments.ts';
import { commands } from '../../src/cli/commands.ts';
import { findCommand } from '../../src/cli/find-command.ts';
import { isthmus } from './terminal.ts';

/** The words of an example as a shell would hand them over, as far as examples need it. */
const wordsOf = (line: string): readonly string[] => [...(line.split(/ (?:[|>]|#) ?/)[0] ?? '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) => single ?? double ?? plain ?? '');

for (const listed of commands) {
  test(`isthmus ${listed.name} is described, and its examples are right`, async () => {
    const { default: command } = await listed.load();
    assert.match(listed.summary, /^[a-z].*[^.]$/);
    assert.ok(command.examples.length > 0);
    for (const { line } of command.examples) {
      const [program, ...args] = wordsOf(line);
      const found = findCommand(args);
      assert.ok(program === 'isthmus' && 'listed' in found, line);
      assert.equal(found.listed.name, listed.name, line);
      assert.doesNotThrow(() => readArguments(command, found.rest), line);
    }
    for (const option of [...Object.values(command.options), ...Object.values(command.positionals)]) assert.match(option.description, /\.$/);
    for (const name of Object.keys(globalOptions)) assert.ok(!Object.hasOwn(command.options, name), `--${name} is of every command`);
  });
}

test('help names every command, and help of a command every option', async () => {
  const { out } = await isthmus(['help']);
  for (const { name } of commands) assert.ok(out.includes(`\n  ${name} `), name);
  const { default: check } = await (commands.find(({ name }) => name === 'check') ?? assert.fail()).load();
  const help = (await isthmus(['check', '--help'])).out;
  for (const name of Object.keys(check.options)) assert.ok(help.includes(`--${flagName(name)}`), name);
});

test('a group of commands lists its own', async () => {
  const { code, out } = await isthmus(['queue']);
  assert.match(out, /queue list/);
  assert.doesNotMatch(out, /stream list/);
  assert.equal(code, 2);
  assert.equal((await isthmus(['queue', '--help'])).code, 0);
});

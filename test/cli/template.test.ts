import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { kindNames } from '../../src/cli/template/kinds.ts';
import { projectFiles, toolRanges } from '../../src/cli/template/project.ts';
import { dialects, validators } from '../../src/cli/template/validator.ts';
import { root } from '../../tools/shell.ts';
import { pack, runIn, toolIn } from '../package/packed.ts';

const directory = mkdtempSync(join(tmpdir(), 'isthmus-template-'));
after(() => rmSync(directory, { recursive: true, force: true }));

runIn(directory, 'tar', ['xzf', pack(directory).tarball]);
mkdirSync(join(directory, 'node_modules'));
symlinkSync(join(directory, 'package'), join(directory, 'node_modules/isthmus'), 'dir');
for (const name of ['zod', 'valibot', '@valibot', 'arktype', '@ark', 'arkregex', '@types', 'undici-types']) symlinkSync(join(root, 'node_modules', name), join(directory, 'node_modules', name), 'dir');

for (const kind of kindNames) {
  for (const validator of validators) {
    test(`a new project of the kind ${kind} with ${validator} holds its types, its tests and the checks`, () => {
      const name = `${kind}-${validator}`;
      const project = join(directory, name);
      mkdirSync(project);
      for (const [path, text] of Object.entries(projectFiles({ name, kind, validator, isthmus: '*' }))) writeFileSync(join(project, path), text);
      assert.equal(toolIn(project, 'typescript/bin/tsc', ['--project', '.']), '');
      assert.match(runIn(project, process.execPath, ['--test', '--test-reporter=tap']), /^# fail 0$/m);
      const checked = JSON.parse(runIn(project, process.execPath, [join(directory, 'package/bin/isthmus.cjs'), 'check', '--json'])) as { readonly findings: readonly unknown[] };
      assert.deepEqual(checked.findings, []);
    });
  }
}

test('the ranges of a new project are those that this version is tested with', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly devDependencies: Readonly<Record<string, string>> };
  const all = { ...toolRanges, ...Object.assign({}, ...validators.map((each) => dialects[each].packages)) } as Readonly<Record<string, string>>;
  for (const [name, range] of Object.entries(all)) assert.equal(range, devDependencies[name], name);
});

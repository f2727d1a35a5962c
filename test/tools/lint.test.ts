import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'isthmus-lint-'));
after(() => rmSync(directory, { recursive: true, force: true }));

/** Lints a small tree with this repository's configuration and gives what oxlint said. */
function lint(files: Readonly<Record<string, string>>, ...options: readonly string[]): { readonly said: string; readonly failed: boolean } {
  const tree = mkdtempSync(join(directory, 'tree-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(tree, dirname(path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const { status, stdout, stderr } = spawnSync(process.execPath, [oxlint, '-c', join(root, '.oxlintrc.json'), '-f', 'unix', ...options, '.'], {
    cwd: tree,
    encoding: 'utf8',
  });
  return { said: stdout + stderr, failed: status !== 0 };
}

const thing = `export const thing = 1;\n`;
const importing = (specifier: string): string => `import { thing } from '${specifier}';\nexport const other = thing;\n`;

const forbidden: readonly (readonly [name: string, importer: string, text: string, imported: string, says: RegExp])[] = [
  ['an import of a layer above', 'src/kernel/a.ts', importing('../driver/b.ts'), 'src/driver/b.ts', /layer above src\/kernel/],
  ['a type import of a layer above', 'src/driver/a.ts', `export type A = import('../app/b.ts').B;\n`, 'src/app/b.ts', /layer above src\/driver/],
  ['a lazy import of a layer above', 'src/http/a.ts', `export const b = await import('../app/b.ts');\n`, 'src/app/b.ts', /layer above/],
  ['a re-export of a layer above', 'src/driver/a.ts', `export * from '../app/b.ts';\n`, 'src/app/b.ts', /layer above/],
  ['siblings: engines', 'src/engines/memory/a.ts', importing('../embedded/b.ts'), 'src/engines/embedded/b.ts', /siblings/],
  ['siblings: queue and stream', 'src/asynchronous/queue/a.ts', importing('../stream/b.ts'), 'src/asynchronous/stream/b.ts', /siblings/],
  ['siblings: telemetry and http', 'src/http/a.ts', importing('../telemetry/b.ts'), 'src/telemetry/b.ts', /siblings/],
  ['an engine imported by a method', 'src/asynchronous/queue/a.ts', importing('../../engines/memory/b.ts'), 'src/engines/memory/b.ts', /only by src\/app/],
  ['the index of the own folder', 'src/asynchronous/queue/a.ts', importing('./index.ts'), 'src/asynchronous/queue/index.ts', /importer's own folder/],
  ['the index of a folder around', 'src/app/a.ts', importing('../index.ts'), 'src/index.ts', /importer's own folder/],
  ['a folder that stands in no layer', 'src/other/a.ts', importing('../kernel/b.ts'), 'src/kernel/b.ts', /stands in no layer/],
  ['tests imported by src', 'src/kernel/a.ts', importing('../../test/b.ts'), 'test/b.ts', /outside the layers/],
  ['a package that is not allowed', 'src/kernel/a.ts', importing('zod'), 'src/kernel/b.ts', /may not import the package zod/],
  ['itself by name', 'src/app/a.ts', importing('isthmus/queue'), 'src/kernel/b.ts', /by relative paths/],
];

for (const [name, importer, text, imported, says] of forbidden) {
  test(`lint refuses ${name}`, () => {
    const { said, failed } = lint({ [importer]: text, [imported]: thing });
    assert.match(said, says);
    assert.ok(failed);
  });
}

test('lint refuses a cycle, also one of types only', () => {
  const values = lint({
    'src/kernel/a.ts': `import { b } from './b.ts';\nexport const a = (): number => b();\n`,
    'src/kernel/b.ts': `import { a } from './a.ts';\nexport const b = (): number => a();\n`,
  });
  assert.match(values.said, /no-cycle/);
  const types = lint({
    'src/kernel/a.ts': `import type { B } from './b.ts';\nexport interface A { readonly b: B }\n`,
    'src/kernel/b.ts': `import type { A } from './a.ts';\nexport interface B { readonly a: A }\n`,
  });
  assert.match(types.said, /no-cycle/);
  assert.ok(values.failed && types.failed);
});

test('lint refuses any, what is unused, and an unexplained double assertion', () => {
  const { said } = lint({
    'src/kernel/a.ts': `const unused = 1;\nexport const a = (x: any): string => x;\nexport const b = a as unknown as number;\n`,
  });
  assert.match(said, /no-explicit-any/);
  assert.match(said, /'unused' is declared but never used/);
  assert.match(said, /needs a comment/);
});

test('lint refuses a promise that nobody waits for', () => {
  const { said, failed } = lint(
    {
      'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext', target: 'es2024', strict: true } }),
      'src/kernel/a.ts': `async function later(): Promise<void> {}\nexport function now(): void {\n  later();\n}\n`,
    },
    '--type-aware',
  );
  assert.match(said, /no-floating-promises/);
  assert.ok(failed);
});

test('lint passes imports that point down, and says nothing else about them', () => {
  const { said, failed } = lint({
    'src/kernel/a.ts': thing,
    'src/driver/b.ts': importing('../kernel/a.ts'),
    'src/asynchronous/delivery/c.ts': importing('../../driver/d.ts'),
    'src/driver/d.ts': thing,
    'src/asynchronous/queue/e.ts': importing('../delivery/f.ts'),
    'src/asynchronous/delivery/f.ts': thing,
    'src/app/g.ts': importing('../engines/embedded/h.ts'),
    'src/engines/embedded/h.ts': `import { thing as below } from '../../kernel/a.ts';\nexport const thing = below;\n`,
    'src/kernel/explained.ts': `// The wire type is narrower than the compiler can see.\nexport const x = 'a' as unknown as 1;\n`,
  });
  assert.equal(failed, false, said);
});

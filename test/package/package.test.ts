import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { formatMessage } from 'publint/utils';
import { publint } from 'publint';
import { blocksOf, isPromised } from '../../tools/docs-code.ts';
import { manifest, plainFiles, subpaths } from '../../tools/package.ts';
import { root } from '../../tools/shell.ts';
import { packAndInstall, runIn, toolIn } from './packed.ts';

const directory = mkdtempSync(join(tmpdir(), 'isthmus-package-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const { tarball, files, consumer } = packAndInstall(directory);
const installed = JSON.parse(readFileSync(join(consumer, 'node_modules/isthmus/package.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;
const peers = Object.keys(manifest.peerDependencies);
const peerFree = subpaths.filter(({ name }) => !peers.includes(name.slice(2)));
const specifierOf = (name: string): string => `isthmus${name.slice(1)}`;

test('the tarball holds what is built and nothing of the tools', () => {
  const strange = files.filter((file) => !/^(?:dist\/|bin\/isthmus\.cjs$|package\.json$|LICENSE$|README\.md$|map\.schema\.json$)/.test(file));
  assert.deepEqual(strange, []);
  assert.deepEqual(
    files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts')),
    [],
  );
});

test('every declared subpath is in the tarball, and every entry that was built is declared', () => {
  const missing = [...subpaths.flatMap(({ types, built }) => [types, built]), ...plainFiles].filter((file) => !files.includes(file));
  assert.deepEqual(missing, []);
  const declared = new Set(subpaths.map(({ built }) => built));
  const entries = files.filter((file) => file.endsWith('/index.js'));
  assert.deepEqual(
    entries.filter((file) => !declared.has(file)),
    [],
  );
});

test('installing the package alone brings only its own few dependencies, and no Node', () => {
  const dependencies = Object.keys(installed['dependencies'] ?? {});
  assert.deepEqual(
    dependencies.filter((name) => name.startsWith('node')),
    [],
  );
  assert.equal(installed['optionalDependencies'], undefined);
  const present = readdirSync(join(consumer, 'node_modules')).filter((name) => !name.startsWith('.'));
  assert.deepEqual(
    present.filter((name) => peers.includes(name)),
    [],
  );
  assert.equal(existsSync(join(consumer, 'node_modules/.bin/node')), false);
});

test('a project without peers type-checks every peer-free subpath, declarations included', () => {
  const lines = peerFree.map(({ name }, index) => `import * as part${index} from '${specifierOf(name)}';`);
  const uses = peerFree.map((_, index) => `part${index}`).join(', ');
  writeFileSync(join(consumer, 'all.ts'), `${lines.join('\n')}\nexport const parts: readonly object[] = [${uses}];\n`);
  mkdirSync(join(consumer, 'node_modules/@types'));
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(join(root, 'node_modules', name), join(consumer, 'node_modules', name), 'dir');
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    types: ['node'],
    strict: true,
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['all.ts'] }));
  assert.equal(toolIn(consumer, 'typescript/bin/tsc', ['--project', '.']), '');
});

for (const { name } of peerFree) {
  test(`plain node imports ${specifierOf(name)}`, () => {
    const script = `const part = await import('${specifierOf(name)}'); console.log(Object.keys(part).length);`;
    assert.ok(Number(runIn(consumer, process.execPath, ['--input-type=module', '--eval', script])) > 0);
  });
}

test('the quick start runs on the installed package, its writer thread included', () => {
  const page = readFileSync(join(root, 'docs/quick-start.md'), 'utf8');
  const block = blocksOf('docs/quick-start.md', page).find(({ file }) => file === 'app.ts');
  assert.ok(block?.output !== undefined);
  symlinkSync(join(root, 'node_modules/zod'), join(consumer, 'node_modules/zod'), 'dir');
  writeFileSync(join(consumer, 'app.ts'), block.code);
  const printed = runIn(consumer, process.execPath, ['app.ts']);
  assert.ok(isPromised(printed, block.output), printed);
});

test('the installed command reads an app that imports the installed package', () => {
  assert.ok(existsSync(join(consumer, 'node_modules/.bin/isthmus')));
  const isthmus = (...args: readonly string[]): string => runIn(consumer, process.execPath, ['node_modules/isthmus/bin/isthmus.cjs', ...args]);
  writeFileSync(join(consumer, 'map.ts'), "import { integration, service } from 'isthmus';\nexport default integration({ name: 'read', services: [service('alone', [])], links: [] });\n");
  assert.match(isthmus('describe', 'map.ts'), /^read {2}1 party, 0 contracts, 0 links/);
  assert.match(isthmus('check', 'map.ts'), /^read, 0 links: nothing to report\./);
  assert.match(isthmus('--version'), /^\d+\.\d+\.\d+\n$/);
  assert.equal((JSON.parse(isthmus('advise', '--reply', 'now', '--json')) as { readonly ranking: readonly { readonly choice: string }[] }).ranking[0]?.choice, 'rest');
});

test('an app that asks for traces without the package that makes them says which one is missing', () => {
  const script = `
    import { integration } from 'isthmus';
    import { memory } from 'isthmus/memory';
    const app = integration({ name: 'traced', engine: memory(), services: [], links: [], http: false, telemetry: { traces: true } });
    await app.start().catch((error) => console.log(error.code, error.message));`;
  assert.match(runIn(consumer, process.execPath, ['--input-type=module', '--eval', script]), /^TELEMETRY_PACKAGE_MISSING .*@opentelemetry\/api/);
});

/** The condition for the sources is for this repository; what publint says about it is not about the package. */
const isAboutSources = (message: { readonly code: string; readonly path: readonly string[] }): boolean =>
  message.path.includes('isthmus-source') || message.code === 'EXPORTS_TYPES_SHOULD_BE_FIRST';

test('publint finds nothing wrong', async () => {
  const bytes = readFileSync(tarball);
  const { messages } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    level: 'warning',
  });
  const faults = messages.filter((message) => !isAboutSources(message)).map((message) => formatMessage(message, manifest));
  assert.deepEqual(faults, []);
});

test('the types are not wrong', () => {
  toolIn(directory, '@arethetypeswrong/cli/dist/index.js', [tarball, '--profile', 'esm-only', '--exclude-entrypoints', ...plainFiles]);
});

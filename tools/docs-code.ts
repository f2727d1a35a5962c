/**
 * Holds the code in README.md, CONTRIBUTING.md, ARCHITECTURE.md and docs/ to the sources. How a fence begins says what is done:
 *
 * - ` ```ts ` is type-checked; `file=app.ts` names it, so that later blocks of the page can import it.
 * - ` ```ts run ` is executed too, and ` ```sh run ` is executed by bash, both in the page's own folder. `isthmus` is on the path there.
 * - ` ```text output ` right after a block that is run is what it must print; `…` stands for anything on one line.
 * - ` ```ts fragment ` is not checked: for pieces that can't stand alone.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root, sourceCondition, tool } from './shell.ts';

/** One fenced block of a page. */
export interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly marks: ReadonlySet<string>;
  readonly file: string;
  readonly code: string;
  /** What it must print, where the page says so. */
  readonly output: string | undefined;
}

const fence = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$(?:\n+^```text output\n([\s\S]*?)^```$)?/gm;

/** The blocks of a page, in order. */
export function blocksOf(page: string, text: string): readonly Block[] {
  return [...text.matchAll(fence)].map((match, index) => {
    const [, language = '', rest = '', code = '', output] = match;
    const words = rest.trim().split(/\s+/);
    const file = words.find((word) => word.startsWith('file='))?.slice('file='.length) ?? `block-${index + 1}.${language}`;
    const line = text.slice(0, match.index).split('\n').length;
    return { page, line, language, marks: new Set(words), file, code, output };
  });
}

/** Whether what was printed is what a page promises; `…` stands for anything on one line. */
export function isPromised(printed: string, promised: string): boolean {
  const pattern = promised
    .trim()
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('…', '.*');
  return new RegExp(`^${pattern}$`).test(printed.trim());
}

/** Of this process alone, so that two checks at the same time do not meet; inside of the repository, so that `isthmus` means this package. */
const workplace = join(root, '.docs-code', String(process.pid));
const pages = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'docs/**/*.md'];
const folderOf = (block: Block): string => join(workplace, block.page.replaceAll(/[^\w-]/g, '-'));

function write(block: Block): void {
  mkdirSync(folderOf(block), { recursive: true });
  writeFileSync(join(folderOf(block), block.file), block.code);
}

const programs = join(workplace, 'bin');

/** The command line of this repository, as it is after an installation. */
function installCommand(): void {
  mkdirSync(programs, { recursive: true });
  symlinkSync(join(root, 'bin/isthmus.cjs'), join(programs, 'isthmus'));
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: [programs, dirname(process.execPath), process.env['PATH']].join(delimiter) };
}

/** Makes each block the leader of a process group, so that what it leaves in the background is found; Node's types do not know that `spawnSync` takes it. */
const ownGroup = { detached: true };
const groups: number[] = [];

/** Ends what blocks left running, also where a later one that should have done so failed. */
function endGroups(): void {
  for (const group of groups.splice(0)) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // Nothing is left of it.
    }
  }
}

function runFault(block: Block): string | undefined {
  const command = block.language === 'sh' ? ['bash', '-euo', 'pipefail', block.file] : [process.execPath, sourceCondition, block.file];
  const [program = '', ...args] = command;
  const { pid, status, stdout, stderr } = spawnSync(program, args, { ...ownGroup, cwd: folderOf(block), encoding: 'utf8', timeout: 60_000, env: environment() });
  if (pid > 0) groups.push(pid);
  const where = `${block.page}:${block.line}`;
  if (status !== 0) return `${where} ended with ${status ?? 'a time-out'}:\n${stdout}${stderr}`;
  if (block.output === undefined || isPromised(stdout, block.output)) return undefined;
  return `${where} printed something else than the page says:\n${stdout}`;
}

function areTyped(blocks: readonly Block[]): boolean {
  if (blocks.length === 0) return true;
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  const files = blocks.map((block) => join(folderOf(block), block.file));
  writeFileSync(join(workplace, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: [], files }));
  return tool('typescript/bin/tsc', ['--noEmit', '--project', join(workplace, 'tsconfig.json')]);
}

/** Type-checks and runs the code of all pages; gives what is wrong. */
export function checkDocuments(): readonly string[] {
  const blocks = globSync(pages, { cwd: root }).flatMap((page) => blocksOf(page, readFileSync(join(root, page), 'utf8')));
  const checked = blocks.filter(({ language, marks }) =>
    language === 'ts' ? !marks.has('fragment') : language === 'sh' && marks.has('run'),
  );
  const running = checked.filter(({ marks }) => marks.has('run'));
  rmSync(workplace, { recursive: true, force: true });
  installCommand();
  for (const block of checked) write(block);
  const typed = areTyped(checked.filter(({ language }) => language === 'ts'));
  const faults = running.map(runFault).filter((fault) => fault !== undefined);
  endGroups();
  console.log(`  ${checked.length} blocks checked, ${running.length} of them run`);
  rmSync(workplace, { recursive: true, force: true });
  return [...(typed ? [] : ['Code of the pages does not type-check; the folder is named after the page.']), ...faults];
}

/**
 * Runs the tests: `npm test`, or `npm test -- queue rest` for the files whose path contains one of the words.
 * Says at the end what was skipped and why; where `CI` is set, a skipped test is a failure.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run, type EventData } from 'node:test';
import { spec } from 'node:test/reporters';

const root = join(import.meta.dirname, '..');
const words = process.argv.slice(2);
const strict = Boolean(process.env['CI']);
const minute = 60_000;

interface Skipped {
  readonly name: string;
  readonly file: string | undefined;
  readonly reason: string;
}

const skipped: Skipped[] = [];

function noteSkip({ name, file, skip, todo }: EventData.TestPass): void {
  const mark = skip ?? todo;
  if (mark === undefined || mark === false) return;
  skipped.push({ name, file: file?.slice(root.length + 1), reason: typeof mark === 'string' && mark !== '' ? mark : 'no reason given' });
}

function tellSkips(): void {
  if (skipped.length === 0) return;
  console.log(`\nSkipped${strict ? ' (a failure, since CI is set)' : ''}:`);
  for (const { name, file, reason } of skipped) console.log(`  ${file ?? ''} › ${name}: ${reason}`);
}

function isGood(summary: EventData.TestSummary): boolean {
  return summary.success && summary.counts.tests > 0 && !(strict && skipped.length > 0);
}

const files = globSync('test/**/*.test.ts', { cwd: root })
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .toSorted()
  .map((file) => join(root, file));

if (files.length === 0) {
  console.error(`No test file's path contains ${words.join(' or ')}.`);
  process.exit(1);
}

const tests = run({ files, cwd: root, concurrency: 2, timeout: 10 * minute });
let result: EventData.TestSummary | undefined;
tests.on('test:pass', noteSkip);
tests.on('test:summary', (summary) => {
  if (summary.file === undefined) result = summary;
});
for await (const line of tests.compose(spec)) process.stdout.write(line as string);
tellSkips();
process.exitCode = result !== undefined && isGood(result) ? 0 : 1;

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../shell.ts';

/** Lines above which a source file is worth a hard look. */
const large = 200;

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Says how long the source files are, and names the large ones. A report: it refuses nothing. */
export function sizeReport(): string {
  const files = globSync('{src,conformance}/**/*.ts', { cwd: root }).map((file) => ({
    file,
    lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1,
  }));
  const lines = files.map((each) => each.lines).toSorted((a, b) => a - b);
  const longest = files.filter((each) => each.lines > large).toSorted((a, b) => b.lines - a.lines);
  return [
    `${files.length} source files, ${lines.reduce((sum, each) => sum + each, 0)} lines; median ${quantile(lines, 0.5)}, p90 ${quantile(lines, 0.9)}`,
    ...longest.map((each) => `  over ${large}: ${each.file} (${each.lines})`),
  ].join('\n');
}

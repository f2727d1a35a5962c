import type { Io } from '../command.ts';
import { ascii, widthOf } from './style.ts';

/** Cuts a plain text to a number of columns; `…` says that something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const each of text) {
    if (widthOf(kept + each) > width - 1) break;
    kept += each;
  }
  return `${kept}…`;
}

/** Breaks a text into lines of at most `width` columns, each after `indent`; its own line breaks stay. Words are never cut. */
export function wrap(text: string, width: number, indent = ''): string {
  return text.split('\n').map((line) => wrapLine(line, Math.max(20, width - indent.length), indent)).join('\n');
}

function wrapLine(line: string, width: number, indent: string): string {
  if (line.length <= width && ascii.test(line)) return line === '' ? '' : indent + line;
  const lines: string[] = [];
  let current = /^\s*/.exec(line)?.[0] ?? '';
  let taken = current.length;
  for (const word of line.trim().split(/\s+/)) {
    const isFirst = current.trim() === '';
    const longer = taken + widthOf(word) + (isFirst ? 0 : 1);
    if (!isFirst && longer > width) {
      lines.push(current);
      current = word;
      taken = widthOf(word);
    } else {
      current += isFirst ? word : ` ${word}`;
      taken = longer;
    }
  }
  return [...lines, current].map((each) => (each === '' ? '' : indent + each)).join('\n');
}

/** Writes a line. */
export function say(io: Pick<Io, 'stdout'>, line = ''): void {
  io.stdout.write(`${line}\n`);
}

/** Writes the one document of `--json`. */
export function sayJson(io: Pick<Io, 'stdout'>, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

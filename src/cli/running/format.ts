import type { Io } from '../command.ts';
import { clean, paint } from '../output/style.ts';
import { cut } from '../output/text.ts';

const units = [[1_000, 's'], [60_000, 'm'], [3_600_000, 'h'], [86_400_000, 'd']] as const;

/** A span as a person says it: two digits and a unit are enough. */
export function span(time: number | undefined): string | undefined {
  if (time === undefined) return undefined;
  if (time < 1_000) return `${Math.round(time)}ms`;
  const [unit, name] = units.find(([size, name]) => time < (name === 'h' ? 24 : 60) * size || size === 86_400_000) ?? [86_400_000, 'd'];
  const value = time / unit;
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)}${name}`;
}

/** How long ago. */
export const ago = (time: number, now = Date.now()): string => `${span(Math.max(0, now - time)) ?? ''} ago`;

/** A time with its zone, to the second. */
export const moment = (time: number): string => new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** A size as a person says it: three digits and a unit are enough. */
export function bytes(size: number): string {
  const names = ['B', 'KiB', 'MiB', 'GiB'] as const;
  const step = Math.min(names.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, size)) / 10)));
  const value = size / 1024 ** step;
  return `${value < 10 && step > 0 ? value.toFixed(1) : String(Math.round(value))}${names[step] ?? 'B'}`;
}

/** Data on one line. */
export const oneLine = (data: unknown): string => (typeof data === 'string' ? data : (JSON.stringify(data) ?? '-'));

/** Names and values below each other. */
export function details(io: Pick<Io, 'color' | 'width' | 'terminal'>, facts: ReadonlyArray<readonly [string, string | number | undefined]>): string {
  const told = facts.filter(([, value]) => value !== undefined);
  const widest = Math.max(...told.map(([name]) => name.length));
  return told.map(([name, value]) => {
    const text = clean(String(value));
    return `${paint(io, 'faint', name.padEnd(widest))}  ${io.terminal && !text.includes('\n') ? cut(text, io.width - widest - 2) : text}\n`;
  }).join('');
}

/** `1 message`, `2 messages`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

import { inspect } from 'node:util';
import { IsthmusError } from '../kernel/error.ts';
import type { Io } from './command.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { clean, paint } from './output/style.ts';
import { wrap } from './output/text.ts';

type Said = Pick<IsthmusError, 'code' | 'category' | 'what' | 'why' | 'fix' | 'details'>;

/** What is needed to tell somebody something. */
export type Teller = Pick<Io, 'stderr' | 'color' | 'width' | 'json' | 'verbose'>;

/** Tells what went wrong, to a person or to a program, and gives the exit code. A stack is shown only with `--verbose`. */
export function tellFailure(io: Teller, error: unknown): ExitCode {
  const said = isOurs(error) ? error : internal(error);
  io.stderr.write(io.json ? `${documentOf(said, io.verbose ? error : undefined)}\n` : textOf(io, said, error));
  return isOurs(error) ? exitCodeOf(error.category) : exitCodes.internal;
}

/** By its shape: the app's file may have loaded another copy of the package. */
export function isOurs(error: unknown): error is IsthmusError {
  return error instanceof IsthmusError || (error instanceof Error && error.name === 'IsthmusError' && 'code' in error && 'fix' in error);
}

function internal(error: unknown): Said {
  const what = messageOf(error);
  return { code: 'INTERNAL', category: 'internal', what, why: 'This is a fault of Isthmus, not of what you did.', fix: 'Run it again with --verbose and report what it says.', details: {} };
}

/** The message of anything thrown, in one line where it has several without need. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  return typeof error === 'string' ? error : `something was thrown that is no error: ${inspect(error, { depth: 1, breakLength: Infinity })}`;
}

function documentOf({ code, category, what, why, fix, details }: Said, traced: unknown): string {
  const said = { code, category, what, why, fix };
  const stack = traced instanceof Error ? { stack: stacksOf(traced).join('\n') } : {};
  try {
    return JSON.stringify({ error: { ...said, details, ...stack } }, undefined, 2);
  } catch {
    // Details may come from anywhere: what has no JSON form is shown as text.
    return JSON.stringify({ error: { ...said, details: { shown: inspect(details, { depth: 3 }) }, ...stack } }, undefined, 2);
  }
}

function textOf(io: Pick<Io, 'color' | 'width' | 'verbose'>, { code, what, why, fix }: Said, error: unknown): string {
  const lines = [
    wrap(`${paint(io, 'bad', 'Error')} ${clean(what).trimEnd()} ${paint(io, 'faint', `[${code}]`)}`, io.width),
    paragraph(io, 'Why', why),
    paragraph(io, 'Do', fix),
    ...(io.verbose && error instanceof Error ? stacksOf(error) : []),
  ];
  return `${lines.join('\n')}\n`;
}

function paragraph(io: Pick<Io, 'color' | 'width'>, title: string, text: string): string {
  return `  ${paint(io, 'faint', `${title}:`.padEnd(4))} ${wrap(clean(text), io.width, ' '.repeat(7)).trimStart()}`;
}

function stacksOf(error: Error): readonly string[] {
  const own = error.stack ?? error.message;
  return [own, ...(error.cause instanceof Error ? [`caused by ${error.cause.stack ?? error.cause.message}`] : [])];
}

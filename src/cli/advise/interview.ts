import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { advise } from '../../advisor/index.ts';
import { needFields } from '../../kernel/needs.ts';
import type { Needs } from '../../kernel/needs.ts';
import type { Fault, Option } from '../../kernel/options.ts';
import { fromText } from '../arguments.ts';
import type { Io } from '../command.ts';
import { paint } from '../output/style.ts';
import { valueName } from '../help.ts';
import { onEngine, questions } from './questions.ts';
import type { Question } from './questions.ts';

const mostQuestions = 14;

type Ask = (prompt: string) => Promise<string | undefined>;

/** Asks for the needs of one connection; only what matters after the answers so far. Prompts go to standard error. */
export async function interview(io: Pick<Io, 'stdin' | 'stderr' | 'color'>): Promise<Partial<Needs>> {
  const lines = createInterface({ input: io.stdin, output: new Writable({ write: (_chunk, _encoding, done) => done() }), terminal: false });
  const iterator = lines[Symbol.asyncIterator]();
  const ask: Ask = async (prompt) => {
    io.stderr.write(prompt);
    const { done, value } = await iterator.next();
    return done === true ? undefined : value.trim();
  };
  try {
    io.stderr.write(`About one connection. ${paint(io, 'faint', 'Enter: unknown. "." : that is all.')}\n\n`);
    return await talk(io, ask);
  } finally {
    lines.close();
  }
}

async function talk(io: Pick<Io, 'stderr' | 'color'>, ask: Ask): Promise<Partial<Needs>> {
  const needs: Record<string, unknown> = {};
  let asked = 0;
  for (const question of questions) {
    if (asked >= mostQuestions || !isWorthAsking(question, needs)) continue;
    asked += 1;
    const answer = await answerTo(io, question, ask);
    if (answer === 'end') break;
    if (answer !== 'unknown') needs[question.need] = answer.value;
  }
  io.stderr.write('\n');
  return needs;
}

function isWorthAsking({ need, asked, when }: Question, needs: Partial<Needs>): boolean {
  if (when?.(needs) === false) return false;
  if (asked === 'always') return true;
  const { ranking, changes } = advise({ needs });
  if (asked === 'engine') return ranking[0] !== undefined && onEngine.has(ranking[0].choice);
  return ranking.length === 0 || changes.some((change) => change.need === need && change.now === undefined);
}

async function answerTo(io: Pick<Io, 'stderr' | 'color'>, { need, text }: Question, ask: Ask): Promise<'end' | 'unknown' | { readonly value: unknown }> {
  const option: Option<unknown, unknown> = needFields[need];
  for (;;) {
    const given = await ask(`${paint(io, 'strong', text)} ${paint(io, 'faint', `(${formOf(option)})`)} `);
    if (given === undefined || given === '.') return 'end';
    if (given === '' || given === '?') return 'unknown';
    const faults: Fault[] = [];
    const value = option.read(meant(given, option), 'That', faults);
    if (faults.length === 0) return { value };
    io.stderr.write(`${faults.map(({ path, message }) => `  ${path} ${message}.`).join('\n')}\n`);
  }
}

function formOf(option: Option<unknown, unknown>): string {
  if (option.schema['type'] === 'boolean') return 'y/n';
  const name = valueName(option);
  return { DURATION: 'like 5s, 10m', SIZE: 'like 2KiB, 1MiB', NUMBER: 'a number' }[name] ?? name.replaceAll('|', '/');
}

/** `y` for yes, and the beginning of a word for the word, where only one begins so. */
function meant(given: string, option: Option<unknown, unknown>): unknown {
  const lower = given.toLowerCase();
  if (option.schema['type'] === 'boolean') return /^y(?:es)?$/.test(lower) ? true : /^no?$/.test(lower) ? false : given;
  const words = ((option.schema['enum'] ?? []) as readonly string[]).filter((word) => word.startsWith(lower));
  const exact = words.find((word) => word === lower);
  return exact ?? (words.length === 1 ? words[0] : fromText(given, option.schema));
}

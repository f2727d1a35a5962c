import type { Io } from '../command.ts';
import { clean, paint, widthOf } from '../output/style.ts';
import type { Style } from '../output/style.ts';
import { wrap } from '../output/text.ts';
import type { Diagnosis } from './diagnosis.ts';

type Screen = Pick<Io, 'terminal' | 'width' | 'color'>;

const styles: Readonly<Record<Diagnosis['state'], Style>> = { ok: 'good', warn: 'doubtful', fail: 'bad' };

/** What was found, line by line, each with what to do. */
export function reportText(io: Screen, diagnoses: readonly Diagnosis[]): string {
  if (!io.terminal) return diagnoses.map(({ state, name, found, fix }) => `${[state, name, oneLine(found), oneLine(fix ?? '')].join('\t').trimEnd()}\n`).join('');
  const widest = Math.min(30, Math.max(...diagnoses.map(({ name }) => widthOf(name))));
  const indent = ' '.repeat(widest + 8);
  const lines = diagnoses.map(({ state, name, found, fix }) => {
    const head = `${paint(io, styles[state], state.padEnd(4))}  ${name.padEnd(widest)}  `;
    const told = wrap(clean(found), io.width, indent).trimStart();
    return `${head}${told}\n${fix === undefined ? '' : `${wrap(clean(`→ ${fix}`), io.width, indent)}\n`}`;
  });
  return `${lines.join('')}\n${summary(io, diagnoses)}\n`;
}

const oneLine = (text: string): string => clean(text.replaceAll(/\s*\n\s*/g, ' '));

function summary(io: Screen, diagnoses: readonly Diagnosis[]): string {
  const count = (state: Diagnosis['state']): number => diagnoses.filter((each) => each.state === state).length;
  if (count('fail') > 0) return paint(io, 'bad', `${count('fail')} of ${diagnoses.length} things are wrong.`);
  return count('warn') > 0 ? paint(io, 'doubtful', `Nothing is wrong; ${count('warn')} of ${diagnoses.length} things deserve a look.`) : paint(io, 'good', `All ${diagnoses.length} things are well.`);
}

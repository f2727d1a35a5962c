import { stripVTControlCharacters, styleText } from 'node:util';
import type { Io } from '../command.ts';

/** How a piece of text is painted; a few meanings, so that all commands look alike. */
const styles = {
  title: ['bold'], name: ['cyan'], faint: ['gray'], good: ['green'], bad: ['red'], doubtful: ['yellow'], hint: ['blue'], strong: ['bold'],
} as const;
export type Style = keyof typeof styles;

/** Paints text where the terminal shows colours. */
export function paint(io: Pick<Io, 'color'>, style: Style, text: string): string {
  return io.color ? styleText([...styles[style]], text, { validateStream: false }) : text;
}

// oxlint-disable-next-line no-control-regex -- it is control characters that are looked for
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Text from elsewhere (a payload, a name) without what could steer the terminal: control characters become visible. */
export function clean(text: string): string {
  return text.replaceAll(controls, (each) => `\\u${(each.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** Text whose width is its length. */
export const ascii = /^[\u0020-\u007E]*$/;
const wide = /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;

/** Columns that a text takes in a terminal, painted or not. */
export function widthOf(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const each of stripVTControlCharacters(text)) width += wide.test(each) ? 2 : /\p{M}/u.test(each) ? 0 : 1;
  return width;
}

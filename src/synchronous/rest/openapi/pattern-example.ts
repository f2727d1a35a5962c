const classes: Readonly<Record<string, string>> = { d: '0', w: 'a', s: ' ' };

/** One thing that a plain pattern repeats: an escape, a set, or a letter, with how often. */
const piece = /(?:\\([\s\S])|\[([^\]\\^](?:[^\]\\]|\\.)*)\]|([^\\[\](){}|*+?^$.]))(?:\{(\d{1,2})(?:,\d*)?\}|([+*?]))?/y;

/** A group that may be left out. */
const optional = /\((?:[^()\\]|\\.)*\)[?*]/g;

/**
 * A text that fits a plain pattern: letters, escapes and sets with counts, in a row. `undefined` for all others,
 * since a wrong example is worse than none.
 */
export function patternExample(pattern: string): string | undefined {
  const inner = pattern.replace(/^\^/, '').replace(/\$$/, '').replaceAll(optional, '');
  let text = '';
  piece.lastIndex = 0;
  while (piece.lastIndex < inner.length) {
    const match = piece.exec(inner);
    if (match === null) return undefined;
    const [, escaped, set, letter, count, sign] = match;
    const unit = escaped === undefined ? (letter ?? firstOf(set ?? '')) : (classes[escaped] ?? escaped);
    text += unit.repeat(count === undefined ? (sign === '*' || sign === '?' ? 0 : 1) : Number(count));
  }
  return fits(pattern, text) ? text : undefined;
}

/** A letter reads better than a digit, where a set has both. */
function firstOf(set: string): string {
  const letters = /A-Z|a-z/.exec(set)?.[0];
  if (letters !== undefined) return letters.charAt(0);
  return set.startsWith('\\') ? (classes[set.charAt(1)] ?? set.charAt(1)) : set.charAt(0);
}

function fits(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}

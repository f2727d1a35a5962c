import type { CommandWords } from './specifications.ts';

interface Next {
  /** The words of the command so far: empty, or `queue`. */
  readonly after: string;
  readonly words: ReadonlyArray<{ readonly word: string; readonly summary: string }>;
}

/** Which words may follow which, so that commands of two words are completed one by one. */
export function nextWords(commands: readonly CommandWords[]): readonly Next[] {
  const nexts = new Map<string, Map<string, string>>();
  for (const { name, summary } of commands) {
    const words = name.split(' ');
    for (const [index, word] of words.entries()) {
      const after = words.slice(0, index).join(' ');
      const known = nexts.get(after) ?? new Map<string, string>();
      if (!known.has(word)) known.set(word, index === words.length - 1 ? summary : `commands about a ${word}`);
      nexts.set(after, known);
    }
  }
  return [...nexts].map(([after, words]) => ({ after, words: [...words].map(([word, summary]) => ({ word, summary })) }));
}

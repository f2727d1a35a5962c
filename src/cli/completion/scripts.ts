import { bash } from './bash.ts';
import { fish } from './fish.ts';
import type { CommandWords } from './specifications.ts';
import { zsh } from './zsh.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;

const writers = { bash, zsh, fish } as const;

/** The completion script of a shell. */
export function completionScript(shell: (typeof shells)[number], commands: readonly CommandWords[]): string {
  return writers[shell](commands);
}

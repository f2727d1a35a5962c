import type { Listed } from './command.ts';

/** Every command. The summaries stand here, so that `isthmus help` loads none of them. */
export const commands: readonly Listed[] = [
  { name: 'help', summary: 'tell what a command does, with examples', load: () => import('./commands/help.ts') },
];

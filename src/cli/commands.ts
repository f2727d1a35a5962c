import type { Listed } from './command.ts';

/** Every command. The summaries stand here, so that `isthmus help` loads none of them. */
export const commands: readonly Listed[] = [
  { name: 'init', summary: 'write a small project that runs', load: () => import('./commands/init.ts') },
  { name: 'dev', summary: 'run an app, and again after each save', load: () => import('./commands/dev.ts') },
  { name: 'start', summary: 'run an app', load: () => import('./commands/start.ts') },
  { name: 'check', summary: 'report what does not fit in what an app declares', load: () => import('./commands/check.ts') },
  { name: 'describe', summary: 'show the parties of an app and how they are joined', load: () => import('./commands/describe.ts') },
  { name: 'advise', summary: 'say how one connection travels best', load: () => import('./commands/advise.ts') },
  { name: 'completion', summary: 'write what a shell needs to complete isthmus commands', load: () => import('./commands/completion.ts') },
  { name: 'help', summary: 'tell what a command does, with examples', load: () => import('./commands/help.ts') },
];

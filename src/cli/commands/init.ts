import { choice, flag, text } from '../../kernel/option-kinds.ts';
import { command } from '../command.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { install } from '../init/install.ts';
import { buildOf, ownRange } from '../init/own-package.ts';
import { decide, namePattern } from '../init/plan.ts';
import type { Decided } from '../init/plan.ts';
import { writeProject } from '../init/write.ts';
import { paint } from '../output/style.ts';
import { say, sayJson } from '../output/text.ts';
import { kindNames, kinds } from '../template/kinds.ts';
import { projectFiles } from '../template/project.ts';
import { validators } from '../template/validator.ts';

/** `isthmus init` */
export default command({
  description: 'Writes a small project that runs, with a test. Asks for what is not said where a person is there to answer, else takes the defaults: a queue consumer, zod. Nothing is ever overwritten.',
  positionals: { directory: text({ description: 'Directory of the project: empty, or not there yet. `.` is the one you are in.', maxLength: 1_000 }) },
  options: {
    name: text({ description: 'Name of the app. Default: made from the directory\'s name.', pattern: namePattern }),
    kind: choice(kindNames, { description: 'What to build. Default: queue.' }),
    validator: choice(validators, { description: 'Package that describes the data. Default: zod.' }),
    install: flag({ description: 'Run `npm install` in it afterwards.' }),
    yes: flag({ description: 'Ask nothing.', fallback: false }),
  },
  shown: { name: { value: 'NAME' }, kind: { value: 'KIND' }, validator: { value: 'PACKAGE' }, yes: { short: 'y' } },
  examples: [
    { line: 'isthmus init', about: 'asks, then writes' },
    { line: 'isthmus init demo --yes', about: 'a queue consumer in demo/' },
    { line: 'isthmus init reports --kind job --validator valibot --install', about: 'a job, and its packages installed' },
  ],
  async run({ directory, name, kind, validator, install: now, yes }, io) {
    const decided = await decide({ directory, name, kind, validator, install: now, yes }, io);
    const isthmus = ownRange(io.version);
    const files = projectFiles({ ...decided, isthmus });
    writeProject(decided.directory, files);
    if (decided.install) await install(decided.directory);
    tell(decided, Object.keys(files), buildOf(isthmus), io);
    return exitCodes.fine;
  },
});

function tell(decided: Decided, files: readonly string[], build: string | undefined, io: Io): void {
  const next = [...(build === undefined ? [] : [build]), ...nextCommands(decided)];
  const { name, kind, directory, shown } = decided;
  if (io.json) return sayJson(io, { name, kind, directory, files, next, trials: kinds[kind].trials.map(({ command }) => command) });
  say(io, `Wrote ${files.length} files into ${shown}: ${files.join(', ')}.`);
  say(io, `\n${paint(io, 'title', 'Next')}`);
  for (const line of next) say(io, `  ${paint(io, 'name', line)}`);
  say(io, `\n${paint(io, 'title', 'Then, in another terminal')}`);
  for (const { says, command } of kinds[kind].trials) say(io, `  ${paint(io, 'name', command)}   ${paint(io, 'faint', `# ${says}`)}`);
}

function nextCommands({ shown, install }: Decided): readonly string[] {
  const quoted = /^[\w./-]+$/.test(shown) ? shown : `'${shown.replaceAll('\'', String.raw`'\''`)}'`;
  return [...(shown === '.' ? [] : [`cd ${quoted}`]), ...(install ? [] : ['npm install']), 'npx isthmus dev'];
}

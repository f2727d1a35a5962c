import { lockOf, lockText } from '../../evolution/lock/lock.ts';
import { readLock } from '../../evolution/lock/read.ts';
import { flag } from '../../kernel/option-kinds.ts';
import { command } from '../command.ts';
import { lockOption, lockPlace, lockTextAt, writeLock } from '../evolution/lock-file.ts';
import { exitCodes } from '../exit-code.ts';
import { appPositional, appShown, loadMap } from '../load-app.ts';
import { say, sayJson } from '../output/text.ts';

export default command({
  description: 'The lock file holds the schemas of each contract and version as they were promised, and the number of each field, which never moves: a removed one stays reserved. Commit it. Nothing else writes it. To see what a change breaks, run `isthmus diff` first.',
  positionals: { app: appPositional },
  options: { file: lockOption, check: flag({ description: 'Write nothing; the exit code is 1 where the file is not what the contracts give.', fallback: false }) },
  shown: { app: appShown, file: { value: 'FILE', file: true } },
  examples: [
    { line: 'isthmus lock', about: 'Write the lock file of the app of this directory.' },
    { line: 'isthmus lock --check', about: 'In CI: fail where somebody changed a contract and not the lock.' },
  ],
  async run({ app, file, check }, io) {
    const loaded = await loadMap(io, app);
    const place = lockPlace(io, loaded.file, file);
    const before = lockTextAt(place);
    const lock = lockOf(loaded.map, before === undefined ? undefined : readLock(before, place.name));
    const text = lockText(lock);
    const current = text === before;
    if (!current && !check) writeLock(place, text);
    const state = current ? 'current' : check ? 'outdated' : 'written';
    if (io.json) sayJson(io, { file: place.path, contracts: Object.keys(lock.contracts).length, state });
    else say(io, { current: `${place.name} is what the contracts give.`, outdated: `${place.name} is not what the contracts give: look at \`isthmus diff\`, then run \`isthmus lock\`.`, written: `${place.name} is written: ${Object.keys(lock.contracts).length} contracts.` }[state]);
    return state === 'outdated' ? exitCodes.negative : exitCodes.fine;
  },
});

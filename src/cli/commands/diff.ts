import { resolve } from 'node:path';
import { contractsOfLock, contractsOfMap } from '../../evolution/diff/compared.ts';
import type { ContractSet } from '../../evolution/diff/compared.ts';
import { diffContracts } from '../../evolution/diff/diff.ts';
import type { Change } from '../../evolution/diff/diff.ts';
import { isLock } from '../../evolution/lock/read.ts';
import { text } from '../../kernel/option-kinds.ts';
import { command } from '../command.ts';
import type { Io } from '../command.ts';
import { lockAt, lockName, lockPlace } from '../evolution/lock-file.ts';
import { exitCodes } from '../exit-code.ts';
import { readJsonInput } from '../input-file.ts';
import { appPositional, appShown, loadMap } from '../load-app.ts';
import { say, sayJson, wrap } from '../output/text.ts';

/** The earlier version: a lock file or a map. */
async function earlier(io: Io, appFile: string, against: string | undefined): Promise<ContractSet> {
  if (against === undefined) return contractsOfLock(lockAt(lockPlace(io, appFile, undefined)));
  const isJson = against.endsWith('.json');
  if (isJson && isLock(await readJsonInput(io, against))) return contractsOfLock(lockAt(lockPlace(io, appFile, resolve(io.directory, against))));
  return contractsOfMap((await loadMap(io, against)).map);
}

function sayChanges(io: Io, changes: readonly Change[]): void {
  for (const [contract, own] of Map.groupBy(changes, (change) => change.contract)) {
    say(io, contract);
    for (const { breaking, breaks, pointer, what, rule, fix } of own) {
      const whom = breaks.length === 0 ? '' : ` (${breaks.join(', ')})`;
      say(io, wrap(`${breaking ? '✖ breaking' : '✔ safe'}${whom}: ${pointer === '' ? '' : `${pointer} `}${what} [${rule}]`, io.width, '  '));
      if (breaking) say(io, wrap(fix, io.width, '    '));
    }
  }
  const count = changes.filter(({ breaking }) => breaking).length;
  say(io, changes.length === 0 ? 'Nothing changed.' : `${count} breaking, ${changes.length - count} safe.`);
}

export default command({
  description: 'Compares the contracts with an earlier version of them and says of each change whether it breaks somebody, on which wire (json: REST, WebSocket, queues, streams, webhooks; graphql; grpc), and what to do. It counts which way the data goes: old callers still send an input, old readers still read an output, and events are both. The exit code is 1 where a change breaks a wire that carries the contract.',
  positionals: { app: appPositional },
  options: { against: text({ description: `The earlier version: a lock file, a map (isthmus describe --json), or an app. Default: ${lockName} beside the app's file.`, maxLength: 4_096 }) },
  shown: { app: appShown, against: { value: 'FILE', file: true } },
  examples: [
    { line: 'isthmus diff', about: 'Against the lock file.' },
    { line: 'isthmus diff src/app.ts --against map-of-production.json', about: 'Against what runs elsewhere.' },
    { line: 'isthmus diff --json', about: 'For a program.' },
  ],
  async run({ app, against }, io) {
    const { file, map } = await loadMap(io, app);
    const changes = diffContracts(await earlier(io, file, against), contractsOfMap(map));
    const breaking = changes.filter((change) => change.breaking).length;
    if (io.json) sayJson(io, { breaking, safe: changes.length - breaking, changes });
    else sayChanges(io, changes);
    return breaking > 0 ? exitCodes.negative : exitCodes.fine;
  },
});

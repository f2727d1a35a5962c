import { join, resolve } from 'node:path';
import { integer, list, text } from '../../kernel/option-kinds.ts';
import { command } from '../command.ts';
import type { Io } from '../command.ts';
import { checkApps, checkPort } from '../doctor/apps.ts';
import { checkDeclaration } from '../doctor/declaration.ts';
import type { Diagnosis } from '../doctor/diagnosis.ts';
import { checkDisk } from '../doctor/disk.ts';
import { checkNode, checkPeers } from '../doctor/package.ts';
import { reportText } from '../doctor/report.ts';
import { checkStore, storesOf } from '../doctor/stores.ts';
import { exitCodes } from '../exit-code.ts';
import { appPositional, appShown } from '../load-app.ts';
import { sayJson } from '../output/text.ts';

export default command({
  description: 'Looks at what an app needs: Node, the disk, the store of the embedded engine, the running apps here, ports, optional packages, the app\'s file. It changes nothing; a store that no process has is read whole, and no app can open it meanwhile. The exit code is 1 where something fails.',
  positionals: { app: appPositional },
  options: {
    port: integer({ description: 'The port that the app is to listen on.', fallback: 4400, minimum: 1, maximum: 65_535 }),
    store: list(text({ description: 'A directory.', maxLength: 4_096 }), { description: 'Directories of the embedded engine besides those in .isthmus.' }),
  },
  shown: { app: appShown, store: { value: 'DIRECTORY', file: true } },
  examples: [
    { line: 'isthmus doctor', about: 'What is wrong here?' },
    { line: 'isthmus doctor app.ts --store /var/lib/orders', about: 'With a store that is somewhere else; it is read whole where no process has it.' },
  ],
  async run({ app, port, store = [] }, io) {
    const diagnoses = await examine(io, app, port, store.map((each) => resolve(io.directory, each)));
    if (io.json) sayJson(io, { checks: diagnoses, healthy: !diagnoses.some(({ state }) => state === 'fail') });
    else io.stdout.write(reportText(io, diagnoses));
    return diagnoses.some(({ state }) => state === 'fail') ? exitCodes.negative : exitCodes.fine;
  },
});

async function examine(io: Io, app: string | undefined, port: number, named: readonly string[]): Promise<readonly Diagnosis[]> {
  const apps = await checkApps(io.directory);
  return [
    checkNode(),
    await checkDeclaration(io, app),
    ...apps.diagnoses,
    ...storesOf(io.directory, named).map((each) => checkStore(io.directory, each)),
    ...checkDisk(named[0] ?? join(io.directory, '.isthmus')),
    await checkPort(port, apps.urls),
    ...checkPeers(io.directory),
  ];
}

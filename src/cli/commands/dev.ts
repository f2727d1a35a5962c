import { resolve } from 'node:path';
import { flag, list, text } from '../../kernel/option-kinds.ts';
import { command } from '../command.ts';
import { Generation } from '../dev/generation.ts';
import { Supervisor } from '../dev/supervisor.ts';
import { personTeller, programTeller } from '../dev/teller.ts';
import { versionOf } from '../dev/version.ts';
import { Watcher } from '../dev/watcher.ts';
import { appPositional, appShown } from '../load-app.ts';

/** `isthmus dev` */
export default command({
  description:
    'Runs an app, and again after each save of a file that it imports. The next version is loaded beside the one that runs; only when that succeeded, the one before finishes what it is doing and ends, and the next starts. What was accepted is on disk and goes on. A save that can\'t be loaded is told, and the version before goes on. A crash is followed by a new start after 0.2 s, later up to 10 s. With --json each event is a JSON document on a line of its own.',
  positionals: { app: appPositional },
  options: {
    watch: list(text({ description: 'File or folder.', maxLength: 4_096 }), { description: 'Files and folders besides what is imported: the app starts again when they change.', fallback: [] }),
    admin: flag({ description: 'Opens the admin API on loopback, for the commands that look at a running app; ISTHMUS_ADMIN=0 and --no-admin close it.', fallback: true }),
  },
  shown: { app: appShown, watch: { value: 'PATH', file: true } },
  examples: [
    { line: 'isthmus dev', about: 'runs app.ts' },
    { line: 'isthmus dev src/app.ts --watch settings.json', about: 'starts again when settings.json changes too' },
  ],
  async run({ app, watch, admin }, io) {
    const flags = [...(io.json ? ['--json'] : []), ...(io.verbose ? ['--verbose'] : []), ...(admin ? [] : ['--no-admin'])];
    const watcher = new Watcher((files) => supervisor.changed(files));
    watcher.see(watch.map((path) => resolve(io.directory, path)).map((path) => ({ path, version: versionOf(path) })));
    const spawn = (): Generation => new Generation({ args: [io.version, app ?? '', ...flags], directory: io.directory, seen: (files) => watcher.see(files) });
    const supervisor: Supervisor = new Supervisor(spawn, io.json ? programTeller(io) : personTeller(io));
    io.interrupted.addEventListener('abort', () => void supervisor.stop(), { once: true });
    const code = await supervisor.run();
    watcher.close();
    return code;
  },
});

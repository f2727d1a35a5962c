import { flag } from '../../kernel/option-kinds.ts';
import { command } from '../command.ts';
import type { Io } from '../command.ts';
import { commands } from '../commands.ts';
import { exitCodes } from '../exit-code.ts';
import { appPositional, appShown, loadApp } from '../load-app.ts';
import { say, sayJson } from '../output/text.ts';
import { openAdmin, startAndDescribe } from '../start/started.ts';
import { welcome } from '../start/welcome.ts';

/** `isthmus start` */
export default command({
  description: 'Runs an app until SIGINT or SIGTERM: then it takes nothing new, finishes what runs, and ends with 0. A second signal ends it at once; nothing accepted is lost by that either. With --json one document tells where it listens, once it does.',
  positionals: { app: appPositional },
  options: {
    admin: flag({ description: 'Opens the admin API on loopback, for the commands that look at a running app; ISTHMUS_ADMIN=0 and --no-admin close it.', fallback: true }),
  },
  shown: { app: appShown },
  examples: [
    { line: 'isthmus start', about: 'runs app.ts' },
    { line: 'isthmus start src/app.ts --no-admin', about: 'without the admin API' },
  ],
  async run({ app: given, admin }, io) {
    openAdmin(admin, process.env);
    const { app } = await loadApp(io, given);
    const stop = interruption(io.interrupted);
    const started = await startAndDescribe(app);
    if (io.json) sayJson(io, started);
    else io.stdout.write(welcome(io, started, commands));
    await stop;
    tell(io, `Stopping ${started.name} …`);
    await app.stop();
    tell(io, 'Stopped.');
    return exitCodes.fine;
  },
});

function tell(io: Io, line: string): void {
  if (io.json) io.stderr.write(`${line}\n`);
  else say(io, line);
}

/** Resolves at the first signal; until then the process stays, even where the app holds nothing open. */
function interruption(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => {}, 60_000);
  return new Promise((resolve) => {
    const end = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

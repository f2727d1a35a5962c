/** Runs one version of an app for `isthmus dev`: loads it, says so, starts it when told, drains it when told. */
import { setStartGate } from '../../app/start-gate.ts';
import { isOurs, tellFailure } from '../failure.ts';
import { loadApp } from '../load-app.ts';
import { flush, processIo } from '../process-io.ts';
import { openAdmin, startAndDescribe } from '../start/started.ts';
import type { Startable } from '../start/started.ts';
import { reportFiles } from './imports.ts';
import type { Order, Report } from './protocol.ts';

const [version = '', given = '', ...flags] = process.argv.slice(2);
const io = processIo({ json: flags.includes('--json'), verbose: flags.includes('--verbose'), color: undefined, version });
const opened = Promise.withResolvers<void>();
let app: Startable | undefined;
let starting: Promise<unknown> = Promise.resolve();
let stopping = false;

const report = (message: Report, sent: () => void = () => {}): void => void (process.connected ? process.send?.(message, undefined, undefined, sent) : sent());
const files = reportFiles((seen) => report({ is: 'seen', files: seen }));
openAdmin(!flags.includes('--no-admin'), process.env);
setStartGate({ reached: () => report({ is: 'ready' }), opened: opened.promise });

// Ctrl-C reaches the whole group of processes; the supervisor tells what to do.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('message', ({ do: what }: Order) => void (what === 'start' ? opened.resolve() : stop()));
// The supervisor is gone: nobody else will stop this process. While it stops already, that was the second Ctrl-C.
process.on('disconnect', () => void (stopping ? process.exit(130) : stop()));

try {
  app = (await loadApp(io, given === '' ? undefined : given)).app;
  report({ is: 'ready' });
  await opened.promise;
  await start(app);
} catch (error) {
  await fail(error, app === undefined ? 'loading' : 'starting');
}

async function start(loaded: Startable): Promise<void> {
  const started = startAndDescribe(loaded);
  starting = started;
  report({ is: 'running', started: await started });
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  report({ is: 'stopping' });
  await starting.catch(() => {});
  await app?.stop().catch((error: unknown) => tellFailure(io, error));
  process.exit(0);
}

async function fail(error: unknown, when: 'loading' | 'starting'): Promise<void> {
  files.flush();
  const exitCode = tellFailure(io, error);
  const code = isOurs(error) ? error.code : undefined;
  await new Promise<void>((resolve) => report({ is: 'failed', when, exitCode, code }, resolve));
  await flush();
  process.exit(exitCode);
}

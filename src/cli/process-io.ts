import type { Io, Writer } from './command.ts';

type Chosen = Pick<Io, 'json' | 'verbose' | 'version'> & { readonly color: boolean | undefined };

/** The process as a command sees it. */
export function processIo({ json, verbose, version, color }: Chosen): Io {
  const terminal = process.stdout.isTTY === true;
  let interruption: AbortSignal | undefined;
  return {
    stdout: writer(process.stdout), stderr: writer(process.stderr), stdin: process.stdin,
    terminal: terminal && !json, interactive: terminal && process.stdin.isTTY === true && !json,
    color: !json && (color ?? wantsColor(process.env, terminal)),
    width: columns(),
    directory: process.cwd(), environment: process.env, json, verbose, version,
    get interrupted() {
      return (interruption ??= listen());
    },
  };
}

/** Some terminals say 0. */
function columns(): number {
  const { columns: given } = process.stdout;
  return given === undefined || given < 20 ? 80 : given;
}

/** https://no-color.org and https://force-color.org. */
export function wantsColor(environment: Io['environment'], terminal: boolean): boolean {
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return terminal && environment['TERM'] !== 'dumb';
}

function writer(stream: NodeJS.WriteStream): Writer {
  // A reader that has seen enough (`| head`) is no fault.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return { write: (text) => void stream.write(text) };
}

function listen(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort(signal));
  return controller.signal;
}

/** Resolves once everything that was written has left the process. */
export async function flush(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => void stream.write('', () => resolve()))));
}

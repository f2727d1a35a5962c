import type { Io } from './command.ts';
import { cliErrors } from './errors.ts';
import { messageOf, tellFailure } from './failure.ts';
import { placeOf } from './loading/place.ts';
import { flush, processIo } from './process-io.ts';
import { globalChoices, run } from './run.ts';

/** Runs the command line of this process and ends it with the command's exit code, whatever an imported app left open. */
export async function main(args: readonly string[], version: string): Promise<void> {
  const io = processIo({ ...globalChoices(args), version });
  process.on('uncaughtException', (error: unknown) => void end(io, error));
  const code = await run(args, io);
  await flush();
  process.exit(code);
}

/** What an app's own code throws where nobody catches it. While a file is imported, the importer hears it too, and knows more. */
async function end(io: Io, error: unknown): Promise<void> {
  if (process.listenerCount('uncaughtException') > 1) return;
  const code = tellFailure(io, cliErrors.UNCAUGHT({ what: `Nobody caught an error: ${messageOf(error)}${placeOf(error, io.directory)}.`, cause: error }));
  await flush();
  process.exit(code);
}

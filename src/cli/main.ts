import { flush, processIo } from './process-io.ts';
import { globalChoices, run } from './run.ts';

/** Runs the command line of this process and ends it with the command's exit code, whatever an imported app left open. */
export async function main(args: readonly string[], version: string): Promise<void> {
  const code = await run(args, processIo({ ...globalChoices(args), version }));
  await flush();
  process.exit(code);
}

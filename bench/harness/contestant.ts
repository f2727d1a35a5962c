/** The side of a contestant's process: it answers the calls of the harness and ends when that lets go. */
type Answerer = (argument: never) => unknown;

interface Call {
  readonly call: string;
  readonly argument: unknown;
}

/** Offers functions to the harness. Their arguments and answers travel as plain data. */
export function offer(functions: Readonly<Record<string, Answerer>>): void {
  process.on('message', (message: Call) => {
    answer(functions, message).then(
      (result) => process.send?.({ answer: result ?? null }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ ready: true });
}

async function answer(functions: Readonly<Record<string, Answerer>>, { call, argument }: Call): Promise<unknown> {
  const found = functions[call];
  if (found === undefined) throw new Error(`This contestant does not offer ${call}.`);
  // The harness and the contestant of one benchmark agree on the argument; it crossed a process border as plain data.
  return found(argument as never);
}

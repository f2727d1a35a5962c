import { isStreaming, itemSchema } from '../kernel/contract.ts';
import type { Operation } from '../kernel/contract.ts';
import { IsthmusError } from '../kernel/error.ts';
import { validate } from '../kernel/validate.ts';
import type { Effects, Outcome } from '../driver/method.ts';
import { appErrors } from './errors.ts';

/** A streaming input of a call, each value checked as it is taken. */
export async function* checkedInput(contract: Operation, values: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  const schema = itemSchema(contract.input);
  for await (const each of values) yield await validate(schema, each, `A value of the input of "${contract.name}"`);
}

/** A streaming output of a call, each value checked; what its handler emits commits once the last one was taken. */
export async function* checkedOutputs(contract: Operation, { output, effects, end }: Outcome, commit: (effects: Effects | undefined) => Promise<void>): AsyncGenerator<unknown> {
  const schema = itemSchema(contract.output);
  for await (const each of output as AsyncIterable<unknown>) yield await checkedValue(schema, each, contract);
  await commit(end?.() ?? effects);
}

async function checkedValue(schema: ReturnType<typeof itemSchema>, value: unknown, { name }: Operation): Promise<unknown> {
  try {
    return await validate(schema, value, `A value of the output of "${name}"`);
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
    throw appErrors.HANDLER_OUTPUT_INVALID({ what: error.what, cause: error });
  }
}

/** Whether what is given can stream. */
export const streamsIn = ({ input }: Operation): boolean => isStreaming(input);
export const streamsOut = ({ output }: Operation): boolean => isStreaming(output);

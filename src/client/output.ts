import { itemSchema } from '../kernel/contract.ts';
import type { Operation } from '../kernel/contract.ts';
import { IsthmusError } from '../kernel/error.ts';
import { validate } from '../kernel/validate.ts';
import { clientErrors } from './errors.ts';

/** An output, or one value of it, as the contract has it. Throws `CLIENT_ANSWER_INVALID`. */
export async function checkedAnswer(contract: Operation, value: unknown): Promise<unknown> {
  try {
    return await validate(itemSchema(contract.output), value, `The output of "${contract.name}"`);
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
    throw clientErrors.CLIENT_ANSWER_INVALID({ what: error.what, details: error.details, cause: error });
  }
}

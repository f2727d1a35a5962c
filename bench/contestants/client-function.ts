import { find, getFlight, measureCalls } from '../harness/client-work.ts';
import type { ClientTask } from '../harness/client-work.ts';
import { offer } from '../harness/contestant.ts';

const { input, output } = getFlight;

/** What is left without Isthmus: both validations and the function. */
async function call(given: { readonly id: string }): Promise<unknown> {
  const read = await input['~standard'].validate(given);
  if (read.issues !== undefined) throw new TypeError('the input does not fit');
  return output['~standard'].validate(find(read.value));
}

offer({ measure: (task: ClientTask) => measureCalls(task, call) });

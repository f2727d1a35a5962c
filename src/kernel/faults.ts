import type { IsthmusError } from './error.ts';
import { kernelErrors } from './errors.ts';
import type { Fault } from './options.ts';

/** All faults in one line: `attempts must be at least 1, not 0; path is required`. */
export function listFaults(faults: readonly Fault[]): string {
  return faults.map(({ path, message }) => `${path} ${message}`).join('; ');
}

/** What is thrown where options do not fit. `whose`: how the sentence begins, such as `queue()`. */
export function optionsRefused(whose: string, faults: readonly Fault[]): IsthmusError {
  return kernelErrors.OPTION_INVALID({ what: `${whose}: ${listFaults(faults)}.`, details: { faults } });
}

import type { Capabilities, Capability } from '../../kernel/capability.ts';
import type { Clock } from '../../kernel/clock.ts';
import { kernelErrors } from '../../kernel/errors.ts';
import { choice, list } from '../../kernel/option-kinds.ts';
import type { Fault } from '../../kernel/options.ts';

/** Options of the engine in memory. */
export interface MemoryOptions<R extends Capability = never> {
  /** Time for delays, windows, retention and expiry, such as a `ManualClock`. Default: the app's clock, which is the system's unless told otherwise. */
  readonly clock?: Clock;
  /** Capabilities that it refuses, to see in a test what an engine without them would do. Default: none. */
  readonly refuse?: readonly R[];
}

/** What the engine offers: all, but for what it was told to refuse. */
export type Offered<R extends Capability> = { readonly [C in Capability]: C extends R ? 'refused' : 'native' };

const all: Capabilities = {
  queue: 'native', stream: 'native', state: 'native', transactions: 'native', orderPerKey: 'native', delay: 'native',
  priority: 'native', deduplication: 'native', replay: 'native', retention: 'native', compaction: 'native', peek: 'native',
};
const names = Object.keys(all) as Capability[];
const refuseOption = list(choice(names, { description: 'A capability.' }), { description: 'Capabilities that it refuses.' });

/** The capabilities under these options. Throws `OPTION_INVALID` for options that it does not have. */
export function offered<R extends Capability>(options: MemoryOptions<R>): Offered<R> {
  const faults: Fault[] = [];
  for (const name of Object.keys(options)) if (name !== 'clock' && name !== 'refuse') faults.push({ path: name, message: 'is not known; known are clock, refuse' });
  if (options.clock !== undefined && typeof options.clock.now !== 'function') faults.push({ path: 'clock', message: 'must be a clock' });
  const refused = options.refuse === undefined ? [] : refuseOption.read(options.refuse, 'refuse', faults);
  if (faults.length > 0) {
    const what = `Options of memory(): ${faults.map(({ path, message }) => `"${path}" ${message}`).join('; ')}.`;
    throw kernelErrors.OPTION_INVALID({ what, details: { faults } });
  }
  return { ...all, ...Object.fromEntries((refused ?? []).map((name) => [name, 'refused'])) } as Offered<R>;
}

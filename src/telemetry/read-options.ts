import { readFields } from '../kernel/options.ts';
import type { Fault } from '../kernel/options.ts';
import { telemetryFields } from './options.ts';
import type { TelemetryGiven, TelemetryValues } from './options.ts';

/** Reads the option `telemetry`; every fault is told. `true` stands for the defaults. */
export function readTelemetry(given: TelemetryGiven | undefined, faults: Fault[]): TelemetryValues {
  const values = readFields(telemetryFields, expanded(given), 'telemetry', faults);
  const { traces, metrics } = values ?? {};
  if (traces?.perSecond !== undefined && traces.ratio !== undefined) faults.push({ path: 'telemetry.traces', message: 'takes `perSecond` or `ratio`, not both' });
  return { traces, metrics };
}

/** `true` and `false` as groups of options. */
function expanded(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given ?? {};
  const entries = Object.entries(given).map(([name, value]): [string, unknown] => [name, value === true ? {} : value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== false && value !== undefined));
}

import type { Engine, EngineEnvironment, OpenEngine } from '../../driver/engine.ts';
import type { Capabilities } from '../../kernel/capability.ts';
import { optionsRefused } from '../../kernel/faults.ts';
import type { Fault } from '../../kernel/options.ts';
import { readFields } from '../../kernel/options.ts';
import { EmbeddedEngine } from './open-engine.ts';
import type { EmbeddedGiven } from './options.ts';
import { embeddedOptions } from './options.ts';

/** What the embedded engine offers: everything by itself. */
export const embeddedCapabilities = {
  queue: 'native',
  stream: 'native',
  state: 'native',
  transactions: 'native',
  orderPerKey: 'native',
  delay: 'native',
  priority: 'native',
  deduplication: 'native',
  replay: 'native',
  retention: 'native',
  compaction: 'native',
  peek: 'native',
} as const satisfies Capabilities;

/**
 * The engine that needs no server: one directory, owned by one process.
 * Throws `OPTION_INVALID`; opening throws `STORE_OWNED`, `STORE_DAMAGED`, `STORE_FORMAT_NEWER`, `STORE_READ_ONLY` or `STORE_FULL`.
 */
export function embedded(given: EmbeddedGiven): Engine<typeof embeddedCapabilities> {
  const faults: Fault[] = [];
  const options = readFields(embeddedOptions, given, '', faults);
  if (options === undefined) throw optionsRefused('The embedded engine has wrong options', faults);
  return {
    kind: 'embedded',
    capabilities: embeddedCapabilities,
    limits: {},
    inside: true,
    options: { ...options },
    open: (environment: EngineEnvironment): Promise<OpenEngine> => EmbeddedEngine.open(options, environment),
  };
}

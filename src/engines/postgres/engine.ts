import type { Engine, OpenEngine } from '../../driver/engine.ts';
import type { Capabilities } from '../../kernel/capability.ts';
import { optionsRefused } from '../../kernel/faults.ts';
import type { Fault } from '../../kernel/options.ts';
import { readFields } from '../../kernel/options.ts';
import { postgresErrors } from './errors.ts';
import { OpenPostgres } from './open-engine.ts';
import type { PostgresGiven, PostgresOptions } from './options.ts';
import { postgresOptions } from './options.ts';

/** What the Postgres engine offers: everything by itself. */
export const postgresCapabilities = {
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
 * Queues, streams and state in a PostgreSQL database, shared by any number of processes. Needs the package `pg`.
 * Throws `OPTION_INVALID`; opening throws `POSTGRES_LIBRARY_MISSING`, `POSTGRES_NOT_NAMED`, `POSTGRES_REFUSED`, `POSTGRES_UNREACHABLE` or `POSTGRES_SCHEMA_NEWER`.
 */
export function postgres(given: PostgresGiven = {}): Engine<typeof postgresCapabilities> {
  const faults: Fault[] = [];
  const options = readFields(postgresOptions, given, '', faults);
  if (options === undefined) throw optionsRefused('The Postgres engine has wrong options', faults);
  const { schema, connections, lease, poll, maxPending } = options;
  return {
    kind: 'postgres',
    capabilities: postgresCapabilities,
    limits: {},
    inside: false,
    options: { schema, connections, lease, poll, maxPending },
    open: async (environment): Promise<OpenEngine> => OpenPostgres.open(urlOf(options), options, environment),
  };
}

function urlOf({ url }: PostgresOptions): string {
  const named = url ?? process.env['ISTHMUS_POSTGRES_URL'];
  if (named === undefined || named === '') throw postgresErrors.POSTGRES_NOT_NAMED('postgres() does not know which server to use.');
  return named;
}

import type { Needs } from '../kernel/needs.ts';
import { needFields } from '../kernel/needs.ts';
import { groupSchema, readFields } from '../kernel/options.ts';
import type { Fault } from '../kernel/options.ts';
import type { JsonSchema } from '../kernel/schema.ts';
import { advisorErrors } from './errors.ts';

/** The published schema of the needs of one connection: times in milliseconds, sizes in bytes, rates per second. */
export const needsSchema: JsonSchema = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'What a connection needs', ...groupSchema(needFields) };

/**
 * Reads needs as a person or a program hands them in. Times and sizes may carry a unit (`"5s"`, `"64KiB"`).
 * Throws `NEEDS_INVALID` with every fault in `details.faults`.
 */
export function readNeeds(given: unknown): Partial<Needs> {
  const faults: Fault[] = [];
  const needs = readFields(needFields, given, '', faults);
  if (needs !== undefined && faults.length === 0) return needs;
  const told = faults.map(({ path, message }) => `${path === '' ? 'they' : path} ${short(message)}`);
  throw advisorErrors.NEEDS_INVALID({ what: `The needs can not be read: ${told.join('; ')}.${wrapped(given) ? ' Hand in what is inside "needs", by the names of the schema.' : ''}`, details: { faults } });
}

/** Eighty names in a sentence help nobody. */
const short = (message: string): string => message.replace(/; known are .*$/s, '; map.schema.json lists the names');

const wrapped = (given: unknown): boolean => typeof given === 'object' && given !== null && 'needs' in given;

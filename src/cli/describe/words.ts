import { jobFields } from '../../asynchronous/job/options.ts';
import { queueFields } from '../../asynchronous/queue/options.ts';
import { streamFields } from '../../asynchronous/stream/options.ts';
import type { MapLink } from '../../kernel/map.ts';
import { needFields } from '../../kernel/needs.ts';
import type { Option, OptionFields } from '../../kernel/options.ts';
import { policyFields } from '../../kernel/policies.ts';
import { formatDuration, formatSize } from '../../kernel/units.ts';
import { restFields } from '../../synchronous/rest/options.ts';

const methods: Readonly<Record<string, OptionFields>> = { rest: restFields, queue: queueFields, stream: streamFields, job: jobFields };

/** The method of a link in a few words: `rest POST /bookings`, `queue (order key, concurrency 8)`. Options at their default are left out. */
export function methodWords({ method, options }: MapLink): string {
  const { method: verb, path, ...others } = options;
  const route = method === 'rest' ? ` ${String(verb)} ${String(path)}` : '';
  const words = wordsOf(methods[method] ?? {}, method === 'rest' ? others : options);
  return `${method}${route}${words.length === 0 ? '' : ` (${words.join(', ')})`}`;
}

/** `reply now`, `replyWithin 1s`. */
export const needWords = ({ needs }: MapLink): readonly string[] => wordsOf(needFields, needs);
/** `deadline 5s`, `retry`. */
export const policyWords = ({ policies }: MapLink): readonly string[] => wordsOf(policyFields, policies);

function wordsOf(fields: OptionFields, values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const field = fields[name];
    if (value === undefined || value === null || JSON.stringify(value) === JSON.stringify(field?.fallback)) return [];
    return [value === true ? name : `${name} ${shown(field, value)}`];
  });
}

function shown(field: Option<unknown, unknown> | undefined, value: unknown): string {
  if (typeof value === 'number') return isDuration(field) ? formatDuration(value) : isSize(field) ? formatSize(value) : String(value);
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' ? `{ ${grouped(value as Readonly<Record<string, unknown>>)} }` : String(value);
}

const isDuration = (field: Option<unknown, unknown> | undefined): boolean => field?.description.includes('milliseconds') ?? false;
const isSize = (field: Option<unknown, unknown> | undefined): boolean => field?.description.includes('bytes') ?? false;

const grouped = (values: Readonly<Record<string, unknown>>): string => Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)}`])).join(', ');

import { jobFields } from '../../asynchronous/job/options.ts';
import { queueFields } from '../../asynchronous/queue/options.ts';
import { streamFields } from '../../asynchronous/stream/options.ts';
import { webhookFields } from '../../asynchronous/webhook/options.ts';
import type { MapLink } from '../../kernel/map.ts';
import { needFields } from '../../kernel/needs.ts';
import type { OptionFields } from '../../kernel/options.ts';
import { policyFields } from '../../kernel/policies.ts';
import type { JsonSchema } from '../../kernel/schema.ts';
import { formatDuration, formatSize } from '../../kernel/units.ts';
import { graphqlFields } from '../../synchronous/graphql/options.ts';
import { restFields } from '../../synchronous/rest/options.ts';
import { websocketFields } from '../../synchronous/websocket/options.ts';

const methods: Readonly<Record<string, OptionFields>> = {
  rest: restFields, graphql: graphqlFields, websocket: websocketFields, queue: queueFields, stream: streamFields, job: jobFields, webhook: webhookFields,
};

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
  return schemaWords(Object.fromEntries(Object.entries(fields).map(([name, { schema, fallback }]) => [name, { ...schema, default: fallback }])), values);
}

/** What differs from the default, by the options' own schemas: they say unit and default. */
function schemaWords(schemas: Readonly<Record<string, JsonSchema>>, values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const schema = schemas[name] ?? { default: Array.isArray(value) ? [] : false };
    if (value === undefined || value === null || JSON.stringify(value) === JSON.stringify(schema['default'])) return [];
    const text = valueText(schema, value);
    return [text === '' ? name : `${name} ${text}`];
  });
}

function valueText(schema: JsonSchema, value: unknown): string {
  const about = String(schema['description']);
  if (typeof value === 'number') return about.includes('milliseconds') ? formatDuration(value) : about.includes('bytes') ? formatSize(value) : String(value);
  if (Array.isArray(value)) return value.some((each) => typeof each === 'object') ? String(value.length) : value.join(' ');
  if (typeof value !== 'object' || value === null) return value === true ? '' : String(value);
  const words = schemaWords((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>, value as Readonly<Record<string, unknown>>);
  return words.length === 0 ? '' : `(${words.join(', ')})`;
}

import type { Shape } from '../../../kernel/contract.ts';
import type { Policies } from '../../../kernel/policies.ts';
import type { JsonSchema } from '../../../kernel/schema.ts';
import { resolve } from '../input/coerce.ts';
import { restFields } from '../options.ts';
import type { RestOptions } from '../options.ts';

type Found = Generator<readonly [path: string, message: string]>;

/** Whether objects of this schema have such a property. */
export function hasProperty(schema: JsonSchema, name: string): boolean {
  return Object.hasOwn((resolve(schema, schema)['properties'] ?? {}) as object, name);
}

/** What does not fit the way an operation streams, or belongs to another way. */
export function* streamFaults(shape: Shape, options: RestOptions, policies: Partial<Policies>, input: JsonSchema, output: JsonSchema): Found {
  if (shape !== 'output-stream') yield* given(options, ['eventId', 'heartbeat'], 'is for an output that streams');
  if (shape !== 'input-stream') yield* given(options, ['upload', 'maxStream'], 'is for an input that streams');
  if (shape === 'output-stream') yield* outputFaults(options, policies, output);
  if (shape === 'input-stream') yield* inputFaults(options, policies, input);
  if (shape !== 'unary' && options.respond !== 'now') yield ['respond', `an operation that streams can't answer with a ${options.respond}`];
  if (shape !== 'unary' && policies.retry !== undefined) yield ['rest', 'a stream can not be played again; leave policies.retry out'];
  if (shape !== 'unary' && policies.idempotency !== undefined) yield ['rest', 'a stream has no answer to keep for a key; leave policies.idempotency out'];
}

/** Options of another shape. What a person wrote out as its default is no fault. */
function* given(options: RestOptions, names: ReadonlyArray<'eventId' | 'heartbeat' | 'upload' | 'maxStream'>, message: string): Found {
  for (const name of names) if (options[name] !== restFields[name].fallback) yield [name, message];
}

function* outputFaults(options: RestOptions, policies: Partial<Policies>, output: JsonSchema): Found {
  for (const name of ['cacheControl', 'lastModified'] as const) if (options[name] !== undefined) yield [name, 'has no effect on an output that streams'];
  if (options.paginate) yield ['paginate', 'has no effect on an output that streams'];
  if (options.status !== 200) yield ['status', 'of an output that streams is 200'];
  if (options.eventId !== undefined && !hasProperty(output, options.eventId)) yield ['eventId', `"${options.eventId}" is no property of the operation's output`];
  for (const name of ['breaker', 'bulkhead'] as const) if (policies[name] !== undefined) yield ['rest', `an answer that flows is over for policies.${name} before it began; leave it out`];
}

function* inputFaults(options: RestOptions, policies: Partial<Policies>, input: JsonSchema): Found {
  if (options.method === 'GET' || options.method === 'DELETE') yield ['method', 'an input that streams is a body; take POST, PUT or PATCH'];
  if (policies.bulkhead !== undefined && policies.bulkhead.queue > 0) yield ['rest', 'a client that sends its stream can not wait in a queue; leave policies.bulkhead.queue at 0'];
  if (options.upload === undefined) return;
  const property = ((resolve(input, input)['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>)[options.upload];
  if (resolve(property ?? {}, input)['type'] !== 'string') yield ['upload', `"${options.upload}" must be a text of the operation's input, which takes base64`];
}

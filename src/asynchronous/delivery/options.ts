import type { EngineLimits } from '../../driver/engine.ts';
import type { PlannedLink } from '../../driver/method.ts';
import { optionsRefused } from '../../kernel/faults.ts';
import { choice, duration, flag, group, integer } from '../../kernel/option-kinds.ts';
import { readFields } from '../../kernel/options.ts';
import type { Fault, OptionFields, Values } from '../../kernel/options.ts';
import { backoffFields } from '../../kernel/policies.ts';
import type { Json } from '../../kernel/schema.ts';
import type { ConsumerPolicy } from './policy.ts';

/** How messages are delivered: the same for queues and streams. */
export const deliveryFields = {
  concurrency: integer({ description: 'Messages handled at the same time in this process.', fallback: 16, minimum: 1, maximum: 100_000 }),
  attempts: integer({ description: 'How often a message is tried in all, across restarts.', fallback: 5, minimum: 1, maximum: 1_000 }),
  backoff: group(backoffFields, { description: 'How long a failed message waits before it is tried again; later messages of its key wait with it.', fallback: { base: 100, factor: 2, cap: 30_000, jitter: 'full' } }),
  retryRejected: flag({ description: 'Try again after faults of the message or its sender too (invalid, forbidden, not found, gone); else they are dead letters at once.', fallback: false }),
  poisoned: choice(['park', 'skip'], { description: 'What a dead letter does to its key where order matters. park: later messages of the key wait until it is redriven or discarded; skip: they go on.', fallback: 'park' }),
  timeout: duration({ description: 'Longest time of one attempt, milliseconds; then the handler\'s signal is aborted.', fallback: 300_000, minimum: 10 }),
  grace: duration({ description: 'How long an aborted handler may take to stop, milliseconds; then the message is a dead letter.', fallback: 10_000, minimum: 10 }),
  hold: duration({ description: 'A retry further away than this waits in the state store instead of the consumer, milliseconds.', fallback: 10_000 }),
  keepDeadLetters: duration({ description: 'Dead letters older than this are discarded, and the keys that they parked go on, milliseconds; 0: kept until somebody acts.', fallback: 0 }),
} as const;

type DeliveryValues = Values<typeof deliveryFields>;

/** How a consumer delivers: its options, with the policies of the link where it has them, within the limits of the engine. */
export function deliveryPolicy(values: DeliveryValues, { retry, deadline }: PlannedLink['policies'], limits: EngineLimits): Omit<ConsumerPolicy, 'order' | 'window'> {
  const { concurrency, retryRejected, grace, keepDeadLetters } = values;
  return {
    concurrency, retryRejected, grace, keepDeadLetters,
    attempts: retry?.attempts ?? values.attempts,
    backoff: retry ?? values.backoff,
    timeout: Math.min(values.timeout, deadline ?? Infinity),
    hold: Math.min(values.hold, (limits.holdTime ?? Infinity) / 2),
    poison: values.poisoned,
  };
}

/** Reads the options of a method. Throws `OPTION_INVALID` with all faults. */
export function readOptions<const Fields extends OptionFields>(method: string, fields: Fields, given: unknown): Values<Fields> {
  const faults: Fault[] = [];
  const values = readFields(fields, given, '', faults);
  if (values !== undefined && faults.length === 0) return values;
  throw optionsRefused(`${method}()`, faults);
}

/** What was read from option fields, as the plain data that it is; it goes on the map. */
export const asPlainData = (values: object): Readonly<Record<string, Json>> => values as Readonly<Record<string, Json>>;

/** The options of a link, which its method read from these fields. */
export const valuesFrom = <const Fields extends OptionFields>(_fields: Fields, { method }: PlannedLink): Values<Fields> => method.options as object as Values<Fields>;

/** Policies that deliveries have by another name. */
export function policyFaults(link: PlannedLink): readonly Fault[] {
  const { bulkhead, idempotency } = link.policies;
  const faults: Fault[] = [];
  if (bulkhead !== undefined) faults.push({ path: `link "${link.name}" policies.bulkhead`, message: 'has no effect on deliveries; use the option "concurrency"' });
  if (idempotency !== undefined) faults.push({ path: `link "${link.name}" policies.idempotency`, message: 'has no effect on deliveries; use "deduplicationWindow" of a queue, or an idempotency key when submitting a job' });
  return faults;
}

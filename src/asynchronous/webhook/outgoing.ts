import { keyOf } from '../delivery/key.ts';
import type { GatheredEffects } from '../delivery/unit.ts';
import type { RunningQueue } from '../queue/running.ts';
import type { QueuePlan } from '../queue/plan.ts';
import type { Event } from '../../kernel/contract.ts';
import { jsonBytes, parseJson } from '../../kernel/json.ts';
import type { Message } from '../../kernel/message.ts';
import type { WebhookValues } from './options.ts';
import type { Reading } from './provider.ts';
import { deliveryAttribute, timeAttribute } from './work.ts';

/** A link with its queue. */
export interface Way {
  readonly plan: QueuePlan;
  readonly link: string;
  readonly queue: RunningQueue;
  readonly values: WebhookValues;
  readonly takes: (type: string | undefined) => boolean;
}

/** What is handed to the handlers of a delivery. */
export interface Handed {
  /** The id of the record. */
  readonly record: string;
  /** The id of the message: the provider's, where it has one. */
  readonly id: string;
  readonly source: string;
  readonly receivedAt: number;
  readonly reading: Reading;
  readonly body: Uint8Array;
  readonly traceparent: string | undefined;
}

/** Whether a link takes a type: `invoice.*`. What has no type is taken by `*` alone. */
export function taker(events: readonly string[]): (type: string | undefined) => boolean {
  if (events.includes('*')) return () => true;
  const exact = new Set(events);
  const starts = events.filter((each) => each.endsWith('*')).map((each) => each.slice(0, -1));
  return (type) => type !== undefined && (exact.has(type) || starts.some((start) => type.startsWith(start)));
}

/** Adds a message for each way. */
export function addMessages(gathered: GatheredEffects, ways: readonly Way[], handed: Handed): void {
  for (const way of ways) {
    const outgoing = way.queue.outgoing(messageFor(way, handed), delayOf(way, handed), undefined);
    for (const { engine, unit } of Array.isArray(outgoing) ? outgoing : [outgoing]) gathered.add(engine, unit);
  }
}

function messageFor({ plan: { contract } }: Way, { record, id, source, receivedAt, reading, body, traceparent }: Handed): Message {
  const { type, time, data } = reading;
  return {
    id, source, type: contract.name, time: receivedAt, subject: type, dataschema: `/contracts/${contract.name}/${contract.version}`, traceparent,
    key: keyFor(contract, reading, body),
    extensions: { [deliveryAttribute]: record, ...(time === undefined ? {} : { [timeAttribute]: String(time) }) },
    data: data === undefined ? body : jsonBytes(data),
  };
}

/** As the event says, else as the provider does. */
function keyFor(contract: Event, { key, data }: Reading, body: Uint8Array): string | undefined {
  if (contract.key === undefined) return key;
  const value = data ?? parseJson(body);
  const own = typeof value === 'object' && value !== null && Object.hasOwn(value, contract.key) ? keyOf(contract, value) : undefined;
  return own ?? key;
}

/** Waits until those that were said before it can be here. */
function delayOf({ values: { orderWithin } }: Way, { receivedAt, reading: { time } }: Handed): { readonly notBefore?: number } {
  if (orderWithin === 0 || time === undefined) return {};
  // A clock that runs ahead must not hold it longer than asked.
  const until = Math.min(time, receivedAt) + orderWithin;
  return until > receivedAt ? { notBefore: until } : {};
}

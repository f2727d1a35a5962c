import type { AttributeName } from './names.ts';

/** What a metric counts: grows only, goes up and down, or spreads over buckets. */
export type MetricKind = 'counter' | 'gauge' | 'histogram';

/** One metric as it is documented and exported. */
export interface MetricDefinition {
  readonly kind: MetricKind;
  /** By the conventions: `s`, `By`, or a thing in braces. */
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly AttributeName[];
}

const messaging = ['messaging.system.name', 'messaging.destination.name', 'messaging.operation.name'] as const satisfies readonly AttributeName[];
const link = ['isthmus.link'] as const satisfies readonly AttributeName[];
const receiver = ['isthmus.link', 'isthmus.service'] as const satisfies readonly AttributeName[];

/** Every metric. All but those in `isthmus.` are from the semantic conventions, and a test holds them to the published list. */
export const metricDefinitions = {
  'http.server.request.duration': { kind: 'histogram', unit: 's', description: 'From the head of a request to its answer; of one that streams, to its beginning.', attributes: ['http.request.method', 'http.route', 'http.response.status_code', 'error.type', ...receiver] },
  'rpc.server.call.duration': { kind: 'histogram', unit: 's', description: 'Calls between services of the app, from the call to its answer.', attributes: ['rpc.system.name', 'rpc.method', 'error.type', ...receiver] },
  'messaging.process.duration': { kind: 'histogram', unit: 's', description: 'Handling a message: reading its data and the handler. Of busy links one of 64 is timed, and counts for all of them.', attributes: [...messaging, 'messaging.consumer.group.name', 'error.type', ...receiver] },
  'messaging.client.operation.duration': { kind: 'histogram', unit: 's', description: 'Sending outside of a handler until it is durable (`send`), and settling in units (`settle`).', attributes: [...messaging, ...receiver] },
  'messaging.client.sent.messages': { kind: 'counter', unit: '{message}', description: 'Messages that were sent, also by handlers that failed afterwards.', attributes: [...messaging, ...link] },
  'messaging.client.consumed.messages': { kind: 'counter', unit: '{message}', description: 'Messages that were given to a handler, each attempt.', attributes: [...messaging, 'messaging.consumer.group.name', ...receiver] },
  'isthmus.message.wait.duration': { kind: 'histogram', unit: 's', description: 'From sending to the start of the handler, first attempts only.', attributes: [...receiver] },
  'isthmus.sent.size': { kind: 'counter', unit: 'By', description: 'Bodies that were sent.', attributes: [...link] },
  'isthmus.failures': { kind: 'counter', unit: '{failure}', description: 'Calls and attempts that failed, by the category of the error.', attributes: ['error.type', ...receiver] },
  'isthmus.send.failures': { kind: 'counter', unit: '{failure}', description: 'What could not be sent, by the category of the error.', attributes: ['error.type', ...link] },
  'isthmus.retries': { kind: 'counter', unit: '{retry}', description: 'Messages that wait for another attempt.', attributes: [...receiver] },
  'isthmus.dead_letters': { kind: 'counter', unit: '{message}', description: 'Messages that were given up.', attributes: [...receiver] },
  'isthmus.parked': { kind: 'counter', unit: '{message}', description: 'Messages that moved to the state store to wait.', attributes: [...receiver] },
  'isthmus.repeats': { kind: 'counter', unit: '{repeat}', description: 'Repeats that the inbox or an idempotency key recognised.', attributes: [...receiver] },
  'isthmus.effects': { kind: 'counter', unit: '{effect}', description: 'What handlers told, submitted and called.', attributes: [...receiver] },
  'isthmus.unused_answers': { kind: 'counter', unit: '{answer}', description: 'Answers between services that were empty, or came too late.', attributes: [...receiver] },
  'isthmus.order.inversions': { kind: 'counter', unit: '{message}', description: 'Messages handled after a later one of their key, among those looked at.', attributes: [...receiver] },
  'isthmus.queue.messages': { kind: 'gauge', unit: '{message}', description: 'What is in a queue, by its state: ready, in-flight, delayed, retrying, parked, dead.', attributes: ['messaging.destination.name', 'isthmus.state', ...link] },
  'isthmus.queue.oldest.age': { kind: 'gauge', unit: 's', description: 'Age of the oldest message that waits.', attributes: ['messaging.destination.name', ...link] },
  'isthmus.stream.lag': { kind: 'gauge', unit: '{message}', description: 'Records that a group has not read.', attributes: ['messaging.destination.name', 'messaging.consumer.group.name', ...link] },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof metricDefinitions;

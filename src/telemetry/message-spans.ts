import { bodySize } from '../kernel/message.ts';
import type { Message } from '../kernel/message.ts';
import type { Span, SpanAttributes, Tracing } from '../driver/telemetry.ts';
import type { NamedAttributes } from './names.ts';
import { isSampledTrace } from './traceparent.ts';

/** Where messages of one consumer come from, in the words of the conventions. */
export interface Destination {
  readonly link: string;
  readonly service: string;
  readonly system: string;
  readonly name: string;
  /** Streams: the group. */
  readonly group: string | undefined;
  /** Only this app writes there, so a message without a trace is of one that is not sampled. */
  readonly inside: boolean;
}

/** The message that a span is made for. */
export interface TracedMessage {
  readonly envelope: Message;
  readonly attempt: number;
  readonly delivery: { readonly lane: number } | undefined;
}

/** Spans of one consumer: `process` for each message that is sampled, `settle` for a unit with such messages. */
export class MessageSpans {
  readonly #tracing: Tracing;
  readonly #destination: Destination;
  readonly #shared: SpanAttributes;

  constructor(tracing: Tracing, destination: Destination) {
    this.#tracing = tracing;
    this.#destination = destination;
    const { link, service, system, name, group } = destination;
    this.#shared = { 'messaging.system.name': system, 'messaging.destination.name': name, ...(group === undefined ? {} : { 'messaging.consumer.group.name': group }), 'isthmus.link': link, 'isthmus.service': service } satisfies NamedAttributes;
  }

  /** `undefined`: not sampled. */
  process(message: TracedMessage): Span | undefined {
    const { envelope } = message;
    if (this.#destination.inside && !isSampledTrace(envelope.traceparent)) return undefined;
    return this.#tracing.enter('consumer', envelope.traceparent, () => ({ name: `process ${this.#destination.name}`, attributes: this.#attributes(message) }), envelope.tracestate);
  }

  #attributes({ envelope, attempt, delivery }: TracedMessage): SpanAttributes {
    const partition = this.#destination.group === undefined || delivery === undefined ? {} : { 'messaging.destination.partition.id': String(delivery.lane) };
    return {
      ...this.#shared, ...partition,
      'messaging.operation.name': 'process', 'messaging.operation.type': 'process',
      'messaging.message.id': envelope.id, 'messaging.message.body.size': bodySize(envelope), 'isthmus.attempt': attempt,
    } satisfies NamedAttributes;
  }

  /** For a unit that settles so many messages, some of which have spans. */
  settle(processed: readonly Span[], messages: number): Span | undefined {
    const [first] = processed;
    if (first === undefined) return undefined;
    const attributes = { ...this.#shared, 'messaging.operation.name': 'settle', 'messaging.operation.type': 'settle', 'messaging.batch.message_count': messages } satisfies NamedAttributes;
    return this.#tracing.below('client', first, { name: `settle ${this.#destination.name}`, attributes }, processed);
  }
}

/**
 * A message as every engine carries it: the attributes of CloudEvents 1.0 (binary content mode), plus the
 * key, W3C trace context and deadline. The body is bytes; nothing below the methods looks inside.
 */
export interface Message {
  /** Unique with `source` (CloudEvents 1.0, section 3.1.1). */
  readonly id: string;
  /** Who said it: `/departures/flights`. */
  readonly source: string;
  /** The contract's name. */
  readonly type: string;
  /** When it was said, milliseconds since 1970. */
  readonly time: number;
  readonly subject?: string | undefined;
  /** Ends in the contract's version: `/contracts/flights.delayed/1`. */
  readonly dataschema?: string | undefined;
  /** Default: `application/json`. */
  readonly datacontenttype?: string | undefined;
  /** Messages with the same key keep their order. */
  readonly key?: string | undefined;
  /** W3C Trace Context. */
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
  /** When nobody waits for it any more, milliseconds since 1970; then it is dead-lettered as expired. */
  readonly expiresAt?: number | undefined;
  /** Extension attributes of CloudEvents: lower-case letters and digits. */
  readonly extensions?: Readonly<Record<string, string>> | undefined;
  readonly data: Uint8Array;
}

/** A message on its way into a queue, with what only queues know. */
export interface QueueMessage extends Message {
  /** Not delivered before, milliseconds since 1970. Needs the capability `delay`. */
  readonly notBefore?: number | undefined;
  /** 0 (default, last) to 9 (first). Needs the capability `priority`. */
  readonly priority?: number | undefined;
  /** A second message with this id within the queue's window is dropped. Needs `deduplication`. */
  readonly deduplicationId?: string | undefined;
}

/** The attributes of a message as properties of a new object; one that looks into its bytes has none of its own to spread. */
export function plainMessage(message: QueueMessage): QueueMessage {
  const { id, source, type, time, subject, dataschema, datacontenttype, key, traceparent, tracestate, expiresAt, extensions, data, notBefore, priority, deduplicationId } = message;
  return { id, source, type, time, subject, dataschema, datacontenttype, key, traceparent, tracestate, expiresAt, extensions, data, notBefore, priority, deduplicationId };
}

/**
 * A message whose body is text, as it is made from JSON and read from a store: no bytes are made unless somebody asks for `data`.
 * Not to be spread: `plainMessage` copies it.
 */
export class TextMessage implements QueueMessage {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: number;
  /** Its bytes as UTF-8. */
  size = 0;
  subject: string | undefined = undefined;
  dataschema: string | undefined = undefined;
  datacontenttype: string | undefined = undefined;
  key: string | undefined = undefined;
  traceparent: string | undefined = undefined;
  tracestate: string | undefined = undefined;
  expiresAt: number | undefined = undefined;
  extensions: Readonly<Record<string, string>> | undefined = undefined;
  notBefore: number | undefined = undefined;
  priority: number | undefined = undefined;
  deduplicationId: string | undefined = undefined;
  /** `undefined` once it is forgotten. */
  #text: string | undefined = '';
  #data: Buffer | undefined;

  constructor(id: string, source: string, type: string, time: number) {
    this.id = id;
    this.source = source;
    this.type = type;
    this.time = time;
  }

  /** The body. Throws where it is forgotten. */
  get text(): string {
    if (this.#text === undefined) throw new TypeError(`The message ${this.id} is done, and its body is kept no longer.`);
    return this.#text;
  }
  set text(text: string) {
    this.#text = text;
  }

  /** Throws where it is forgotten. */
  get data(): Buffer {
    return (this.#data ??= Buffer.from(this.text));
  }

  /** It is done: whatever still points to it, garbage of the old generation too, keeps its body no longer. */
  forget(): void {
    this.#text = undefined;
    this.#data = undefined;
  }
}

/** Bytes of a message's body. */
export const bodySize = (message: Message): number => (message instanceof TextMessage ? message.size : message.data.length);

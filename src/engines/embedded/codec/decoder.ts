import { kernelErrors } from '../../../kernel/errors.ts';
import type { QueueMessage } from '../../../kernel/message.ts';
import { plainMessage, TextMessage } from '../../../kernel/message.ts';
import { batchHeader, batchVersion, flag, knownFlags, unsharedShape } from './layout.ts';

interface MessageShape {
  readonly source: string;
  readonly type: string;
  readonly dataschema: string;
  readonly datacontenttype: string;
}

/** What stands for bytes that are not UTF-8. */
const replacement = '\uFFFD';

/**
 * Reads a batch from its start to its end. `next` goes to the following record; then `hash` is known, and
 * `message` decodes it, which is left out for records that nobody wants. Throws `MESSAGE_MALFORMED` on damage.
 */
export class BatchDecoder {
  /** Index of the current record. */
  index = -1;
  hash = 0;
  private readonly buffer: Buffer;
  private following = batchHeader;
  private position = 0;
  private flags = 0;
  private shape: MessageShape | undefined;
  private readonly shapes: MessageShape[] = [];

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.buffer[0] !== batchVersion) throw malformed(`The batch starts with ${this.buffer[0]}, not with version ${batchVersion}.`);
  }

  /** Bytes of the batch. */
  get size(): number {
    return this.buffer.length;
  }

  /** Whether the current record has a key. */
  get keyed(): boolean {
    return (this.flags & flag.key) !== 0;
  }

  /** Goes to the next record; `false` after the last one. */
  next(): boolean {
    const start = this.following;
    if (start === this.buffer.length) return false;
    if (start + 11 > this.buffer.length) throw malformed('The batch ends within a record.');
    this.following = start + 4 + this.buffer.readUInt32LE(start);
    if (this.following > this.buffer.length || this.following < start + 11) throw malformed('The length of a record points outside of its batch.');
    this.hash = this.buffer.readUInt32LE(start + 4);
    this.flags = this.buffer.readUInt16LE(start + 8);
    if ((this.flags & ~knownFlags) !== 0) throw malformed(`The record has unknown flags (${this.flags}).`);
    this.position = start + 11;
    this.shape = this.takeShape(this.buffer[start + 10] ?? unsharedShape);
    this.index += 1;
    return true;
  }

  /** Decodes the current record; call it once for a record. It keeps nothing of the batch. */
  message(): QueueMessage {
    const { shape, flags } = this;
    if (shape === undefined) throw malformed('There is no current record.');
    const time = this.takeNumber();
    const message = new TextMessage(this.takeText(), shape.source, shape.type, time);
    if ((flags & flag.dataschema) !== 0) message.dataschema = shape.dataschema;
    if ((flags & flag.datacontenttype) !== 0) message.datacontenttype = shape.datacontenttype;
    if ((flags & flag.subject) !== 0) message.subject = this.takeText();
    if ((flags & flag.key) !== 0) message.key = this.takeText();
    if ((flags & flag.traceparent) !== 0) message.traceparent = this.takeText();
    if ((flags & flag.tracestate) !== 0) message.tracestate = this.takeText();
    if ((flags & flag.expiresAt) !== 0) message.expiresAt = this.takeNumber();
    if ((flags & flag.extensions) !== 0) message.extensions = this.takeExtensions();
    if ((flags & flag.notBefore) !== 0) message.notBefore = this.takeNumber();
    if ((flags & flag.deduplicationId) !== 0) message.deduplicationId = this.takeText();
    if ((flags & flag.priority) !== 0) message.priority = this.takeNumber();
    return this.withBody(message);
  }

  /** The body as text, which is decoded once and lives as long as its message; as bytes of its own where it is not UTF-8. */
  private withBody(message: TextMessage): QueueMessage {
    message.text = this.buffer.toString('utf8', this.position, this.following);
    message.size = this.following - this.position;
    if (!message.text.includes(replacement)) return message;
    return { ...plainMessage(message), data: new Uint8Array(this.buffer.subarray(this.position, this.following)) };
  }

  private takeShape(number: number): MessageShape {
    const known = this.shapes[number];
    if (known !== undefined) return known;
    if (number !== this.shapes.length && number !== unsharedShape) throw malformed(`Shape ${number} was not defined.`);
    const shape = { source: this.takeText(), type: this.takeText(), dataschema: this.takeText(), datacontenttype: this.takeText() };
    if (number !== unsharedShape) this.shapes.push(shape);
    return shape;
  }

  private takeNumber(): number {
    const start = this.advance(8);
    return this.buffer.readDoubleLE(start);
  }

  private takeText(): string {
    const length = this.buffer[this.advance(1)] ?? 0;
    const long = length === 255 ? this.buffer.readUInt32LE(this.advance(4)) : length;
    const start = this.advance(long);
    return this.buffer.toString('utf8', start, this.position);
  }

  private takeExtensions(): Record<string, string> {
    try {
      return JSON.parse(this.takeText()) as Record<string, string>;
    } catch (cause) {
      throw kernelErrors.MESSAGE_MALFORMED({ what: 'The extensions of a record are not JSON.', cause });
    }
  }

  private advance(bytes: number): number {
    const start = this.position;
    this.position = start + bytes;
    if (this.position > this.following) throw malformed('A field points outside of its record.');
    return start;
  }
}

const malformed = (what: string) => kernelErrors.MESSAGE_MALFORMED(what);

/** All messages of a batch. */
export function decodeBatch(bytes: Uint8Array): QueueMessage[] {
  const decoder = new BatchDecoder(bytes);
  const messages: QueueMessage[] = [];
  while (decoder.next()) messages.push(decoder.message());
  return messages;
}

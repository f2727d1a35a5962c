import type { QueueMessage } from '../../../kernel/message.ts';
import { bodySize, TextMessage } from '../../../kernel/message.ts';
import { batchHeader, batchVersion, flag, unsharedShape } from './layout.ts';

const fixedPart = 4 + 4 + 2 + 1 + 8;

/** Builds one batch, record by record. Used once: after `finish` its bytes belong to the caller. */
export class BatchEncoder {
  count = 0;
  private buffer: Buffer<ArrayBuffer>;
  private position = batchHeader;
  private readonly shapes: QueueMessage[] = [];

  /** `capacity`: bytes that will probably do; it grows where they don't. */
  constructor(capacity: number) {
    this.buffer = Buffer.allocUnsafeSlow(Math.max(capacity, 64));
    this.buffer[0] = batchVersion;
  }

  get bytes(): number {
    return this.position;
  }

  append(message: QueueMessage, hash: number): void {
    const extensions = message.extensions === undefined ? undefined : JSON.stringify(message.extensions);
    this.reserve(sizeLimit(message, extensions));
    const start = this.position;
    this.position = start + 10;
    this.putShape(message);
    this.position = this.buffer.writeDoubleLE(message.time, this.position);
    this.putText(message.id);
    const flags = shapeFlags(message) | this.putOptional(message, extensions);
    this.putBody(message);
    this.buffer.writeUInt32LE(this.position - start - 4, start);
    this.buffer.writeUInt32LE(hash, start + 4);
    this.buffer.writeUInt16LE(flags, start + 8);
    this.count += 1;
  }

  /** The batch, on a buffer of its own that can be transferred to another thread. */
  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.buffer.buffer, 0, this.position);
  }

  private putBody(message: QueueMessage): void {
    if (message instanceof TextMessage) this.position += this.buffer.write(message.text, this.position, 'utf8');
    else this.position += this.copyBody(message.data);
  }

  private copyBody(data: Uint8Array): number {
    this.buffer.set(data, this.position);
    return data.length;
  }

  private putOptional(message: QueueMessage, extensions: string | undefined): number {
    let flags = 0;
    if (message.subject !== undefined) flags |= this.putText(message.subject, flag.subject);
    if (message.key !== undefined) flags |= this.putText(message.key, flag.key);
    if (message.traceparent !== undefined) flags |= this.putText(message.traceparent, flag.traceparent);
    if (message.tracestate !== undefined) flags |= this.putText(message.tracestate, flag.tracestate);
    if (message.expiresAt !== undefined) flags |= this.putNumber(message.expiresAt, flag.expiresAt);
    if (extensions !== undefined) flags |= this.putText(extensions, flag.extensions);
    if (message.notBefore !== undefined) flags |= this.putNumber(message.notBefore, flag.notBefore);
    if (message.deduplicationId !== undefined) flags |= this.putText(message.deduplicationId, flag.deduplicationId);
    if (message.priority !== undefined) flags |= this.putNumber(message.priority, flag.priority);
    return flags;
  }

  private putShape(message: QueueMessage): void {
    const number = this.shapeOf(message);
    this.buffer[this.position] = number;
    this.position += 1;
    if (number < this.shapes.length && number !== unsharedShape) return;
    if (number !== unsharedShape) this.shapes.push(message);
    this.putText(message.source);
    this.putText(message.type);
    this.putText(message.dataschema ?? '');
    this.putText(message.datacontenttype ?? '');
  }

  /** Looks at the last few only: a batch with many kinds must not cost a search for each message. */
  private shapeOf(message: QueueMessage): number {
    const from = Math.max(0, this.shapes.length - 8);
    for (let index = this.shapes.length - 1; index >= from; index -= 1) {
      const shape = this.shapes[index];
      if (shape !== undefined && sameShape(shape, message)) return index;
    }
    return Math.min(this.shapes.length, unsharedShape);
  }

  private putNumber(value: number, set: number): number {
    this.position = this.buffer.writeDoubleLE(value, this.position);
    return set;
  }

  private putText(text: string, set = 0): number {
    const short = text.length * 3 < 255;
    const start = this.position + (short ? 1 : 5);
    const length = this.buffer.write(text, start, 'utf8');
    this.buffer[this.position] = short ? length : 255;
    if (!short) this.buffer.writeUInt32LE(length, this.position + 1);
    this.position = start + length;
    return set;
  }

  private reserve(more: number): void {
    if (this.position + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.position + more));
    this.buffer.copy(larger, 0, 0, this.position);
    this.buffer = larger;
  }
}

function shapeFlags(message: QueueMessage): number {
  return (message.dataschema === undefined ? 0 : flag.dataschema) | (message.datacontenttype === undefined ? 0 : flag.datacontenttype);
}

function sameShape(a: QueueMessage, b: QueueMessage): boolean {
  return a.type === b.type && a.source === b.source && (a.dataschema ?? '') === (b.dataschema ?? '') && (a.datacontenttype ?? '') === (b.datacontenttype ?? '');
}

const textLimit = (text: string | undefined): number => (text === undefined ? 0 : text.length * 3 + 5);

function sizeLimit(message: QueueMessage, extensions: string | undefined): number {
  return (
    fixedPart + 24 + textLimit(message.id) + textLimit(message.source) + textLimit(message.type) + textLimit(message.dataschema ?? '') +
    textLimit(message.datacontenttype ?? '') + textLimit(message.subject) + textLimit(message.key) + textLimit(message.traceparent) +
    textLimit(message.tracestate) + textLimit(extensions) + textLimit(message.deduplicationId) + bodySize(message)
  );
}

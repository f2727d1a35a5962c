import { kernelErrors } from './errors.ts';
import type { QueueMessage } from './message.ts';

/*
 * Format 1, little-endian. A fixed head, then texts, then the body:
 *   0 u32 whole length   4 u8 format   5 u8 priority   6 u16 which texts follow
 *   8 f64 time   16 f64 expiresAt (0: none)   24 f64 notBefore (0: none)   32 u32 where the body begins
 *   36 each text: u16 length, UTF-8; then u8 count of extensions, each two texts; then the body
 */
const format = 1;
const headLength = 36;
const texts = ['key', 'id', 'type', 'source', 'subject', 'dataschema', 'datacontenttype', 'traceparent', 'tracestate', 'deduplicationId'] as const;
type TextName = (typeof texts)[number];
const maximumText = 65_535;
const maximumExtensions = 255;

/** More bytes than `writeMessage` will need. */
export function maximumEncodedSize(message: QueueMessage): number {
  let size = headLength + 1 + message.data.length;
  for (const name of texts) size += 2 + (message[name]?.length ?? 0) * 3;
  if (message.extensions === undefined) return size;
  for (const [name, value] of Object.entries(message.extensions)) size += 4 + (name.length + value.length) * 3;
  return size;
}

/** Writes a message and answers with where it ends. The target must have `maximumEncodedSize` bytes left. */
export function writeMessage(target: Buffer, start: number, message: QueueMessage): number {
  let at = start + headLength;
  let present = 0;
  for (let index = 0; index < texts.length; index += 1) {
    const value = message[texts[index] as TextName];
    if (value === undefined) continue;
    present |= 1 << index;
    at = writeText(target, at, value);
  }
  at = writeExtensions(target, at, message.extensions);
  writeHead(target, start, at - start, present, message);
  target.set(message.data, at);
  const end = at + message.data.length;
  target.writeUInt32LE(end - start, start);
  return end;
}

function writeHead(target: Buffer, start: number, bodyAt: number, present: number, message: QueueMessage): void {
  target[start + 4] = format;
  target[start + 5] = message.priority ?? 0;
  target.writeUInt16LE(present, start + 6);
  target.writeDoubleLE(message.time, start + 8);
  target.writeDoubleLE(message.expiresAt ?? 0, start + 16);
  target.writeDoubleLE(message.notBefore ?? 0, start + 24);
  target.writeUInt32LE(bodyAt, start + 32);
}

function writeText(target: Buffer, at: number, value: string): number {
  const length = target.write(value, at + 2, 'utf8');
  if (length > maximumText) throw kernelErrors.MESSAGE_MALFORMED(`An attribute of a message has ${length} bytes; ${maximumText} is the most.`);
  target.writeUInt16LE(length, at);
  return at + 2 + length;
}

function writeExtensions(target: Buffer, start: number, extensions: Readonly<Record<string, string>> | undefined): number {
  if (extensions === undefined) {
    target[start] = 0;
    return start + 1;
  }
  const entries = Object.entries(extensions);
  if (entries.length > maximumExtensions) throw kernelErrors.MESSAGE_MALFORMED(`A message has ${entries.length} extension attributes; ${maximumExtensions} is the most.`);
  target[start] = entries.length;
  return entries.reduce((at, [name, value]) => writeText(target, writeText(target, at, name), value), start + 1);
}

/** One message as bytes of its own. */
export function encodeMessage(message: QueueMessage): Buffer {
  const target = Buffer.allocUnsafe(maximumEncodedSize(message));
  return target.subarray(0, writeMessage(target, 0, message));
}

/** The length of the message that begins at `start`; throws `MESSAGE_MALFORMED` where the bytes can't hold it. */
export function encodedLength(bytes: Buffer, start: number): number {
  const left = bytes.length - start;
  const length = left < headLength ? 0 : bytes.readUInt32LE(start);
  if (length < headLength || length > left) throw damaged(`it says ${length} bytes and ${left} are there`);
  return length;
}

function damaged(how: string): Error {
  return kernelErrors.MESSAGE_MALFORMED(`A stored message can't be read: ${how}.`);
}

/** Reads the message that begins at `start`. Attributes are decoded when somebody asks for them. */
export function decodeMessage(bytes: Buffer, start = 0): EncodedMessage {
  const length = encodedLength(bytes, start);
  if (bytes[start + 4] !== format) throw damaged(`format ${bytes[start + 4]} is not known`);
  const body = bytes.readUInt32LE(start + 32);
  if (body < headLength || body > length) throw damaged('its body begins outside of it');
  return new EncodedMessage(bytes, start, length);
}

type Attributes = Partial<Record<TextName, string>> & { extensions?: Readonly<Record<string, string>> };

/** A message that looks into its bytes; reading the body copies nothing. */
export class EncodedMessage implements QueueMessage {
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #length: number;
  #attributes: Attributes | undefined;

  constructor(bytes: Buffer, start: number, length: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#length = length;
  }

  /** The bytes it was made from. */
  get encoded(): Buffer {
    return this.#bytes.subarray(this.#start, this.#start + this.#length);
  }
  get data(): Buffer {
    return this.#bytes.subarray(this.#start + this.#bytes.readUInt32LE(this.#start + 32), this.#start + this.#length);
  }
  /** The body as text; cheaper than `data.toString()`. */
  get text(): string {
    return this.#bytes.toString('utf8', this.#start + this.#bytes.readUInt32LE(this.#start + 32), this.#start + this.#length);
  }
  get time(): number {
    return this.#bytes.readDoubleLE(this.#start + 8);
  }
  get expiresAt(): number | undefined {
    return this.#bytes.readDoubleLE(this.#start + 16) || undefined;
  }
  get notBefore(): number | undefined {
    return this.#bytes.readDoubleLE(this.#start + 24) || undefined;
  }
  get priority(): number {
    return this.#bytes[this.#start + 5] ?? 0;
  }
  get key(): string | undefined {
    if (this.#attributes !== undefined) return this.#attributes.key;
    if ((this.#bytes.readUInt16LE(this.#start + 6) & 1) === 0) return undefined;
    return readText(this.#bytes, this.#start + headLength, this.#start + this.#length);
  }
  get id(): string {
    return this.#read().id ?? '';
  }
  get type(): string {
    return this.#read().type ?? '';
  }
  get source(): string {
    return this.#read().source ?? '';
  }
  get subject(): string | undefined {
    return this.#read().subject;
  }
  get dataschema(): string | undefined {
    return this.#read().dataschema;
  }
  /** The number at the end of `dataschema`, without decoding anything; 0 where there is none. */
  get schemaVersion(): number {
    return readSchemaVersion(this.#bytes, this.#start);
  }
  get datacontenttype(): string | undefined {
    return this.#read().datacontenttype;
  }
  get traceparent(): string | undefined {
    return this.#read().traceparent;
  }
  get tracestate(): string | undefined {
    return this.#read().tracestate;
  }
  get deduplicationId(): string | undefined {
    return this.#read().deduplicationId;
  }
  get extensions(): Readonly<Record<string, string>> | undefined {
    return this.#read().extensions;
  }

  #read(): Attributes {
    return (this.#attributes ??= readAttributes(this.#bytes, this.#start, this.#start + this.#bytes.readUInt32LE(this.#start + 32)));
  }
}

function readAttributes(bytes: Buffer, start: number, end: number): Attributes {
  const present = bytes.readUInt16LE(start + 6);
  const attributes: Attributes = {};
  let at = start + headLength;
  for (let index = 0; index < texts.length; index += 1) {
    if ((present & (1 << index)) === 0) continue;
    attributes[texts[index] as TextName] = readText(bytes, at, end);
    at += 2 + bytes.readUInt16LE(at);
  }
  const count = at < end ? (bytes[at] ?? 0) : 0;
  if (count > 0) attributes.extensions = readExtensions(bytes, at + 1, end, count);
  return attributes;
}

const dataschemaIndex = texts.indexOf('dataschema');

function readSchemaVersion(bytes: Buffer, start: number): number {
  const present = bytes.readUInt16LE(start + 6);
  if ((present & (1 << dataschemaIndex)) === 0) return 0;
  let at = start + headLength;
  for (let index = 0; index < dataschemaIndex; index += 1) if ((present & (1 << index)) !== 0) at += 2 + bytes.readUInt16LE(at);
  const first = at + 2;
  let version = 0;
  for (let place = first + bytes.readUInt16LE(at) - 1, unit = 1; place >= first; place -= 1, unit *= 10) {
    const digit = (bytes[place] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    version += digit * unit;
  }
  return version;
}

function readExtensions(bytes: Buffer, start: number, end: number, count: number): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  let at = start;
  const next = () => {
    const value = readText(bytes, at, end);
    at += 2 + bytes.readUInt16LE(at);
    return value;
  };
  for (let index = 0; index < count; index += 1) entries.push([next(), next()]);
  return Object.fromEntries(entries);
}

function readText(bytes: Buffer, at: number, end: number): string {
  const last = at + 2 > end ? Infinity : at + 2 + bytes.readUInt16LE(at);
  if (last > end) throw damaged('an attribute ends outside of it');
  return bytes.toString('utf8', at + 2, last);
}

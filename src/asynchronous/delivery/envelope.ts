import { decodeMessage, EncodedMessage, encodeMessage } from '../../kernel/message-codec.ts';
import type { QueueMessage } from '../../kernel/message.ts';

/** A message with facts about it, as the state store keeps it: u32 length of the facts, the facts as JSON, the message. */
export function seal(facts: object, message: QueueMessage): Buffer {
  const head = Buffer.from(JSON.stringify(facts));
  const body = message instanceof EncodedMessage ? message.encoded : encodeMessage(message);
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, body]);
}

/** Reads what `seal` wrote. */
export function unseal<Facts>(value: Uint8Array): { readonly facts: Facts; readonly message: EncodedMessage } {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const length = bytes.readUInt32LE(0);
  return { facts: JSON.parse(bytes.toString('utf8', 4, 4 + length)) as Facts, message: decodeMessage(bytes, 4 + length) };
}

/** Plain data as the state store keeps it. */
export const toBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
export const fromBytes = <Value>(value: Uint8Array): Value => JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8')) as Value;

/** A text as part of a key of the state store: no slash in it. */
export const keyPart = (text: string): string => encodeURIComponent(text.toWellFormed());

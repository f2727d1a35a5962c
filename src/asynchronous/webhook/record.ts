import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { WebhookVerdict } from '../../driver/webhook.ts';
import { randomHex } from '../../kernel/trace.ts';

/** What is kept of a delivery besides its body. */
export interface DeliveryFacts {
  readonly endpoint: string;
  readonly provider: string;
  readonly deliveryId: string | undefined;
  readonly type: string | undefined;
  readonly key: string | undefined;
  readonly time: number | undefined;
  readonly receivedAt: number;
  readonly from: string;
  readonly size: number;
  readonly verdict: WebhookVerdict;
  readonly refusal: { readonly code: string; readonly what: string } | undefined;
  /** The queues that it went into. */
  readonly queues: readonly string[];
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface StoredDelivery {
  readonly id: string;
  readonly facts: DeliveryFacts;
  readonly body: Buffer;
}

const farFuture = 36 ** 9;
/** What tells groups of the same millisecond apart, in their order. */
const mostAtOnce = 36 ** 3;
let latest = 0;
let sequence = 0;
const indexLength = 2;
/** Most deliveries of one group. */
export const mostInGroup = 256;

/** The id of a group of deliveries: the later it came, the earlier it sorts, so that lists begin with the latest. */
export function newGroup(now: number): string {
  sequence = now === latest ? (sequence + 1) % mostAtOnce : 0;
  latest = now;
  return `${(farFuture - now).toString(36).padStart(9, '0')}${(mostAtOnce - 1 - sequence).toString(36).padStart(3, '0')}${randomHex(3)}`;
}

/** The id of a delivery: its group and its place there. */
export const deliveryId = (group: string, index: number): string => `${group}${index.toString(36).padStart(indexLength, '0')}`;
export const groupOf = (id: string): string => id.slice(0, -indexLength);
export const indexOf = (id: string): number => Number.parseInt(id.slice(-indexLength), 36);

/** The fastest level: headers and the frame of JSON are alike in a group, and shrink to a fraction. */
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** What is larger is kept as it is: packing it would hold up everything else. */
const mostPacked = 2_097_152;
/** How what is packed begins (RFC 8878, section 3.1.1); no length of facts is that large. */
const packedMark = 0xfd2fb528;

/** Deliveries as one value, packed by zstd where it is not too large: for each u32 length of the facts, u32 length of the body, the facts as JSON, the body. */
export function encloseGroup(kept: readonly Pick<StoredDelivery, 'facts' | 'body'>[]): Buffer {
  const parts = kept.map(({ facts, body }) => ({ head: JSON.stringify(facts), body }));
  const value = Buffer.allocUnsafe(parts.reduce((sum, { head, body }) => sum + 8 + Buffer.byteLength(head) + body.length, 0));
  let at = 0;
  for (const { head, body } of parts) {
    const length = value.write(head, at + 8);
    value.writeUInt32LE(length, at);
    value.writeUInt32LE(body.length, at + 4);
    value.set(body, at + 8 + length);
    at += 8 + length + body.length;
  }
  return ownBytes(value.length > mostPacked ? value : zstdCompressSync(value, packing));
}

/** A value is copied with all of its buffer when it goes to another thread. */
const ownBytes = (bytes: Buffer): Buffer => (bytes.length === bytes.buffer.byteLength ? bytes : Buffer.copyBytesFrom(bytes));

/** The deliveries of a group, the latest first. */
export function openGroup(group: string, value: Uint8Array): readonly StoredDelivery[] {
  const given = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const bytes = given.readUInt32LE(0) === packedMark ? zstdDecompressSync(given) : given;
  const found: StoredDelivery[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [length, size] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    const start = at + 8 + length;
    found.push({ id: deliveryId(group, found.length), facts: JSON.parse(bytes.toString('utf8', at + 8, start)) as DeliveryFacts, body: bytes.subarray(start, start + size) });
    at = start + size;
  }
  return found.reverse();
}

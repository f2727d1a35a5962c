/** What is kept for a key: length of the fingerprint (1 byte), the fingerprint, the answer. */
export interface IdempotencyRecord {
  readonly fingerprint: string;
  readonly answer: Uint8Array;
}

export function writeRecord({ fingerprint, answer }: IdempotencyRecord): Uint8Array {
  const name = Buffer.from(fingerprint, 'utf8');
  return Buffer.concat([Buffer.of(name.length), name, answer]);
}

export function readRecord(bytes: Uint8Array): IdempotencyRecord {
  const start = 1 + (bytes[0] ?? 0);
  return { fingerprint: new TextDecoder().decode(bytes.subarray(1, start)), answer: bytes.subarray(start) };
}

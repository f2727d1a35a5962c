/**
 * The layout of a batch, version 1. All numbers little-endian.
 *
 *     batch   = version (u8) record*
 *     record  = length of the rest (u32) hash of the key (u32) flags (u16) shape (u8) [shape text: 4 strings]
 *               time (f64) id (string) [optional fields in the order of their flags] data (the rest)
 *     string  = length (u8) UTF-8 | 255 (u8) length (u32) UTF-8
 *
 * A shape is what messages of one kind share: source, type, dataschema, datacontenttype. The first record that
 * uses shape number n (counted from 0) defines it; number 255 is defined by each record that uses it.
 */
export const batchVersion = 1;

/** Bytes before the first record. */
export const batchHeader = 1;

/** A shape that no later record refers to. */
export const unsharedShape = 255;

/** Which optional fields a record has. */
export const flag = {
  subject: 1,
  key: 2,
  traceparent: 4,
  tracestate: 8,
  expiresAt: 16,
  extensions: 32,
  notBefore: 64,
  deduplicationId: 128,
  dataschema: 256,
  datacontenttype: 512,
  priority: 1024,
} as const;

/** Flags that this version may set; others mean a damaged or newer batch. */
export const knownFlags: number = Object.values(flag).reduce((all, each) => all | each, 0);

/** A part of something, both ends included, bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const one = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * The part that a header `range` asks for (RFC 9110, section 14). `undefined`: the whole, since it is of another unit, malformed or asks for
 * several parts, which a server may answer with the whole. `none`: it asks for nothing that there is.
 */
export function rangeOf(header: string, size: number): ByteRange | 'none' | undefined {
  const [, first, last] = one.exec(header.replaceAll(' ', '')) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') return suffix(Number(last), size);
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'none' : { start, end };
}

function suffix(length: number, size: number): ByteRange | 'none' {
  return length === 0 || size === 0 ? 'none' : { start: Math.max(0, size - length), end: size - 1 };
}

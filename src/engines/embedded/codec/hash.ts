/**
 * Spreads keys over lanes and partitions: FNV-1a (32 bits) over the key's UTF-8 bytes, finished as MurmurHash3
 * finishes. Fixed for ever: the place of a stored key depends on it.
 */
export function hashKey(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    const code = key.charCodeAt(index);
    if (code > 127) return hashBytes(Buffer.from(key, 'utf8'));
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return finish(hash);
}

function hashBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return finish(hash);
}

function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Spreads keys over lanes and partitions: FNV-1a over the key's code units, 32 bits. Stored rows depend on it: it never changes. */
export function placeOf(key: string, places: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % places;
}

import type { ChannelKind } from '../writer/protocol.ts';
import type { Reader } from './reader.ts';
import { reading } from './reader.ts';

/** How a queue or stream was declared at its creation, or last. */
export function storedDeclaration<D>(reader: Reader, kind: ChannelKind, name: string): D | undefined {
  return reading(() => {
    const row = reader.database.prepare('SELECT declaration FROM channel WHERE kind = ? AND name = ?').get(kind, name);
    return row === undefined ? undefined : (JSON.parse(String(row['declaration'])) as D);
  });
}

import { crc32 } from 'node:zlib';
import { BatchDecoder, decodeBatch } from '../codec/decoder.ts';
import { BatchEncoder } from '../codec/encoder.ts';
import { hashKey } from '../codec/hash.ts';
import type { Executor } from './executor.ts';
import type { StoredStream } from './stored-stream.ts';
import { logOf } from './protocol.ts';

/** Most batches that one step looks at in a partition. */
const stepLimit = 32;

const blank = { id: '', source: '', type: '', time: 0, data: new Uint8Array(0) };

/**
 * Keeps the latest record of each key: an older one is marked as done, and a batch that is half done is written
 * anew with blanks in its place, so that positions stay.
 */
export class Compaction {
  private readonly executor: Executor;
  private readonly statements;
  /** Where each log goes on. From its start after a restart, which finds the same again. */
  private readonly next = new Map<number, number>();

  constructor(executor: Executor) {
    const { database } = executor;
    this.executor = executor;
    this.statements = {
      batches: database.prepare(
        'SELECT batch.first, batch.count, body.data FROM batch JOIN body ON body.id = batch.body WHERE log = ? AND first >= ? ORDER BY first LIMIT ?',
      ),
      holder: database.prepare('SELECT first, count, remaining FROM batch WHERE log = ? AND first <= ? ORDER BY first DESC LIMIT 1'),
      stored: database.prepare('SELECT batch.body, batch.bytes, batch.done, body.data FROM batch JOIN body ON body.id = batch.body WHERE log = ? AND first = ?'),
      latest: database.prepare('SELECT position FROM latest WHERE log = ? AND key = ?'),
      keep: database.prepare('INSERT INTO latest (log, key, position) VALUES (?, ?, ?) ON CONFLICT (log, key) DO UPDATE SET position = excluded.position'),
      rewrite: database.prepare('UPDATE body SET data = ? WHERE id = ?'),
      describe: database.prepare('UPDATE batch SET bytes = ?, checksum = ? WHERE log = ? AND first = ?'),
    };
  }

  /** `true`: there is more to look at. */
  step({ id, declaration }: StoredStream, changed: Map<number, number>): boolean {
    let again = false;
    for (let partition = 0; partition < declaration.partitions; partition += 1) {
      if (this.stepLog(logOf(id, partition), changed)) again = true;
    }
    return again;
  }

  private stepLog(log: number, changed: Map<number, number>): boolean {
    const rows = this.statements.batches.all(log, this.next.get(log) ?? 0, stepLimit);
    const touched = new Map<number, number>();
    for (const row of rows) {
      this.supersede(log, Number(row['first']), row['data'] as Uint8Array, touched);
      this.next.set(log, Number(row['first']) + Number(row['count']));
    }
    this.executor.settler.flush();
    if (touched.size > 0) changed.set(log, this.next.get(log) ?? 0);
    for (const [first, before] of touched) this.shrink(log, first, before);
    return rows.length === stepLimit;
  }

  private supersede(log: number, first: number, data: Uint8Array, touched: Map<number, number>): void {
    const decoder = new BatchDecoder(data);
    while (decoder.next()) {
      const { key } = decoder.message();
      const position = first + decoder.index;
      if (key === undefined) continue;
      const older = this.statements.latest.get(log, key)?.['position'];
      if (older !== undefined && Number(older) >= position) continue;
      this.statements.keep.run(log, key, position);
      if (older !== undefined) this.drop(log, Number(older), touched);
    }
  }

  private drop(log: number, position: number, touched: Map<number, number>): void {
    const holder = this.statements.holder.get(log, position);
    const first = Number(holder?.['first'] ?? Number.NaN);
    if (holder === undefined || position >= first + Number(holder['count'])) return;
    if (!touched.has(first)) touched.set(first, Number(holder['remaining']));
    this.executor.settler.settle({ log, first, indexes: [position - first] });
  }

  private shrink(log: number, first: number, before: number): void {
    const holder = this.statements.holder.get(log, first);
    if (holder === undefined || Number(holder['first']) !== first) return;
    if (Math.floor(Math.log2(Number(holder['remaining']))) === Math.floor(Math.log2(before))) return;
    const stored = this.statements.stored.get(log, first);
    if (stored === undefined) return;
    const bytes = withoutDone(stored['data'] as Uint8Array, stored['done'] as Uint8Array);
    this.statements.rewrite.run(bytes, Number(stored['body']));
    this.statements.describe.run(bytes.length, crc32(bytes), log, first);
    this.executor.sizes.add(log, bytes.length - Number(stored['bytes']));
  }
}

function withoutDone(data: Uint8Array, done: Uint8Array): Uint8Array {
  const encoder = new BatchEncoder(data.length);
  decodeBatch(data).forEach((message, index) => {
    const gone = ((done[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
    encoder.append(gone ? blank : message, gone || message.key === undefined ? 0 : hashKey(message.key));
  });
  return encoder.finish();
}

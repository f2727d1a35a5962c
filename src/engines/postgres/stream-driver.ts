import type { Delivery } from '../../driver/delivery.ts';
import type { GroupState, PartitionRange, SeekTarget, StreamDeclaration, StreamDriver, StreamReceiver, SubscribeOptions } from '../../driver/stream.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import { faultOf } from './faults.ts';
import type { KnownStream } from './names.ts';
import type { OpenParts } from './open-parts.ts';
import { isTrimmed, Records } from './records.ts';
import { PostgresStreamReceiver } from './stream-receiver.ts';

/** Streams as one open engine sees them. */
export class PostgresStreams implements StreamDriver {
  private readonly parts: OpenParts;
  private readonly records: Records;
  /** Streams that this process keeps short. */
  private readonly trimmed = new Set<string>();

  constructor(parts: OpenParts) {
    this.parts = parts;
    this.records = new Records(parts.pool, parts.schema);
  }

  async declare(asked: StreamDeclaration): Promise<void> {
    const { schema } = this.parts;
    await this.query(
      `with created as (insert into ${schema}.stream (name, partitions, retention_time, retention_size, compact) values ($1, $2, $3, $4, $5) on conflict (name) do nothing returning id)
        insert into ${schema}.partition (stream, partition) select id, generate_series(0, $2::int - 1) from created`,
      [asked.name, asked.partitions, asked.retentionTime, asked.retentionSize, asked.compact]);
    this.parts.names.forgetStream(asked.name);
    const known = await this.stream(asked.name);
    if (known.partitions !== asked.partitions || known.compact !== asked.compact) throw differs(known, asked);
    await this.query(`update ${schema}.stream set retention_time = $2, retention_size = $3 where name = $1 and (retention_time, retention_size) <> ($2, $3)`, [asked.name, asked.retentionTime, asked.retentionSize]);
    this.parts.names.forgetStream(asked.name);
    if (isTrimmed(asked)) this.trimmed.add(asked.name);
    else this.trimmed.delete(asked.name);
  }

  async subscribe(name: string, group: string, options: SubscribeOptions): Promise<StreamReceiver> {
    const stream = await this.stream(name);
    const receiver = new PostgresStreamReceiver(stream.id, await this.group(stream, group, options.from), options, this.records, this.parts);
    this.parts.receivers.add(receiver);
    await receiver.membership.join().catch(fail);
    return receiver;
  }

  async read(name: string, partition: number, offset: number, maximum: number): Promise<readonly Delivery[]> {
    const stream = await this.stream(name);
    if (!(partition >= 0 && partition < stream.partitions)) throw noPartition(stream, partition);
    return this.records.read(stream.id, partition, offset, maximum).catch(fail);
  }

  async ranges(name: string): Promise<readonly PartitionRange[]> {
    return this.records.ranges((await this.stream(name)).id).catch(fail);
  }

  async groups(name: string): Promise<readonly GroupState[]> {
    const stream = await this.stream(name);
    const ranges = await this.records.ranges(stream.id).catch(fail);
    const { schema } = this.parts;
    const rows = await this.query(`select r.name, l.lane, l.next from ${schema}.reader r join ${schema}.lane l on l.resource = r.id where r.stream = $1 order by r.id, l.lane`, [stream.id]);
    return rows.map((row) => {
      const [partition, next] = [Number(row['lane']), Number(row['next'])];
      const range = ranges[partition];
      return { group: String(row['name']), partition, next, lag: range === undefined ? 0 : Math.max(range.next - Math.max(next, range.first), 0) };
    });
  }

  async seek(name: string, group: string, target: SeekTarget): Promise<void> {
    const stream = await this.stream(name);
    const id = await this.group(stream, group, 'beginning');
    const places = await this.places(stream, target);
    const lanes = places.map(({ partition }) => partition);
    // The epoch makes what members received before void.
    await this.query(
      `update ${this.parts.schema}.lane l set next = s.next, epoch = epoch + 1 from unnest($2::int[], $3::bigint[]) as s (lane, next) where l.resource = $1 and l.lane = s.lane`,
      [id, lanes, places.map(({ next }) => next)]);
    this.parts.announce(id);
  }

  /** Keeps streams with retention short. */
  async trim(): Promise<void> {
    for (const name of this.trimmed) await this.records.trim(await this.stream(name));
  }

  private async places(stream: KnownStream, target: SeekTarget): Promise<ReadonlyArray<{ readonly partition: number; readonly next: number }>> {
    if (typeof target === 'object' && 'time' in target) return (await this.records.at(stream.id, target.time).catch(fail)).map(({ partition, first }) => ({ partition, next: first }));
    const ranges = await this.records.ranges(stream.id).catch(fail);
    if (typeof target === 'string') return ranges.map(({ partition, first, next }) => ({ partition, next: target === 'end' ? next : first }));
    const range = ranges[target.partition];
    if (range === undefined) throw noPartition(stream, target.partition);
    if (!Number.isInteger(target.offset) || target.offset < range.first || target.offset > range.next) {
      throw engineErrors.OFFSET_UNKNOWN({ what: `Partition ${range.partition} goes from ${range.first} to ${range.next}; ${target.offset} is outside.`, details: { ...range, offset: target.offset } });
    }
    return [{ partition: range.partition, next: target.offset }];
  }

  /** A group that reads for the first time starts where it says; it keeps its place from then on. */
  private async group(stream: KnownStream, name: string, from: 'beginning' | 'end'): Promise<number> {
    const { schema } = this.parts;
    await this.query(
      `with created as (insert into ${schema}.reader (stream, name) values ($1, $2) on conflict (stream, name) do nothing returning id)
        insert into ${schema}.lane (resource, lane, next) select c.id, p.partition,
          case when $3 then p.next else coalesce((select min(position) from ${schema}.record r where r.stream = p.stream and r.partition = p.partition), p.next) end
        from created c, ${schema}.partition p where p.stream = $1`, [stream.id, name, from === 'end']);
    const [row] = await this.query(`select id from ${schema}.reader where stream = $1 and name = $2`, [stream.id, name]);
    return Number(row?.['id']);
  }

  private async stream(name: string): Promise<KnownStream> {
    this.parts.usable();
    return this.parts.names.stream(name).catch(fail);
  }

  private async query(text: string, values: readonly unknown[]) {
    this.parts.usable();
    return (await this.parts.pool.query(text, values).catch(fail)).rows;
  }
}

const fail = (error: unknown): never => { throw faultOf(error); };

const noPartition = (stream: KnownStream, partition: number): Error =>
  engineErrors.OFFSET_UNKNOWN(`The stream "${stream.name}" has partitions 0 to ${stream.partitions - 1}, not ${partition}.`);

function differs(known: StreamDeclaration, asked: StreamDeclaration): Error {
  const what = `The stream "${asked.name}" has ${known.partitions} partitions and compact ${known.compact}, not ${asked.partitions} and ${asked.compact}.`;
  return engineErrors.STREAM_DIFFERS({ what, details: { known, asked } });
}

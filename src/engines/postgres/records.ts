import type { Delivery } from '../../driver/delivery.ts';
import type { PartitionRange, StreamDeclaration } from '../../driver/stream.ts';
import { decodeMessage } from '../../kernel/message-codec.ts';
import type { Connection, Row } from './connect.ts';
import type { KnownStream } from './names.ts';

const readLimit = 1_048_576;

/** The records of streams. */
export class Records {
  private readonly pool: Connection;
  private readonly schema: string;

  constructor(pool: Connection, schema: string) {
    this.pool = pool;
    this.schema = schema;
  }

  /** Up to `maximum` records in order; the one that crosses 1 MiB is the last. */
  async read(stream: number, partition: number, offset: number, maximum: number): Promise<readonly Delivery[]> {
    const { rows } = await this.pool.query({
      name: 'isthmus_read',
      text: `select position, body from (select position, body, sum(size) over (order by position) - size as before from
        (select position, body, size from ${this.schema}.record where stream = $1 and partition = $2 and position >= $3 order by position limit $4) r) s where before < ${readLimit} order by position`,
      values: [stream, partition, offset, maximum],
    });
    return rows.map((row) => ({ message: decodeMessage(row['body'] as Buffer), lane: partition, position: Number(row['position']), redelivered: 0, token: undefined }));
  }

  async ranges(stream: number): Promise<readonly PartitionRange[]> {
    const { rows } = await this.pool.query(
      `select partition, next, coalesce((select min(position) from ${this.schema}.record r where r.stream = p.stream and r.partition = p.partition), next) as first
      from ${this.schema}.partition p where stream = $1 order by partition`, [stream]);
    return rows.map(rangeOf);
  }

  /** The first record of each partition added at this time or later; the end where there is none. */
  async at(stream: number, time: number): Promise<readonly PartitionRange[]> {
    const { rows } = await this.pool.query(
      `select partition, next, coalesce((select min(position) from ${this.schema}.record r where r.stream = p.stream and r.partition = p.partition and r.added >= $2), next) as first
      from ${this.schema}.partition p where stream = $1 order by partition`, [stream, Math.ceil(time)]);
    return rows.map(rangeOf);
  }

  /** Drops what is too old or too much, oldest first. */
  async trim({ id, partitions, retentionTime, retentionSize }: KnownStream): Promise<void> {
    if (retentionTime > 0) {
      await this.pool.query(
        `delete from ${this.schema}.record where stream = $1 and partition between 0 and $2 and added < ${this.schema}.now_ms() - $3::bigint`, [id, partitions - 1, retentionTime]);
    }
    if (retentionSize > 0) {
      await this.pool.query(
        `delete from ${this.schema}.record r using (select partition, position, sum(size) over (order by added desc, partition, position desc) as total from ${this.schema}.record where stream = $1) s
        where r.stream = $1 and r.partition = s.partition and r.position = s.position and s.total > $2`, [id, retentionSize]);
    }
  }
}

const rangeOf = (row: Row): PartitionRange => ({ partition: Number(row['partition']), first: Number(row['first']), next: Number(row['next']) });

export const isTrimmed = ({ retentionTime, retentionSize }: StreamDeclaration): boolean => retentionTime > 0 || retentionSize > 0;

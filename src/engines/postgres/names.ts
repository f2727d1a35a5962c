import type { QueueDeclaration } from '../../driver/queue.ts';
import type { StreamDeclaration } from '../../driver/stream.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import type { Connection, Row } from './connect.ts';

export interface KnownQueue extends QueueDeclaration {
  readonly id: number;
}
export interface KnownStream extends StreamDeclaration {
  readonly id: number;
}

/** Queues and streams by name, looked up once. Nothing here is ever deleted from the server. */
export class Names {
  private readonly queues = new Map<string, KnownQueue>();
  private readonly streams = new Map<string, KnownStream>();
  private readonly connection: Connection;
  private readonly schema: string;

  constructor(connection: Connection, schema: string) {
    this.connection = connection;
    this.schema = schema;
  }

  knownQueue(name: string): KnownQueue | undefined {
    return this.queues.get(name);
  }

  knownStream(name: string): KnownStream | undefined {
    return this.streams.get(name);
  }

  /** Throws `QUEUE_UNKNOWN`. */
  async queue(name: string): Promise<KnownQueue> {
    const known = this.queues.get(name) ?? (await this.find('queue', name, queueOf));
    if (known === undefined) throw engineErrors.QUEUE_UNKNOWN(`There is no queue "${name}" in the schema "${this.schema}".`);
    this.queues.set(name, known);
    return known;
  }

  /** Throws `STREAM_UNKNOWN`. */
  async stream(name: string): Promise<KnownStream> {
    const known = this.streams.get(name) ?? (await this.find('stream', name, streamOf));
    if (known === undefined) throw engineErrors.STREAM_UNKNOWN(`There is no stream "${name}" in the schema "${this.schema}".`);
    this.streams.set(name, known);
    return known;
  }

  /** Its retention changed. */
  forgetStream(name: string): void {
    this.streams.delete(name);
  }

  private async find<T>(table: 'queue' | 'stream', name: string, read: (row: Row) => T): Promise<T | undefined> {
    const { rows: [row] } = await this.connection.query(`select * from ${this.schema}.${table} where name = $1`, [name]);
    return row && read(row);
  }
}

const queueOf = (row: Row): KnownQueue => ({ id: Number(row['id']), name: String(row['name']), lanes: Number(row['lanes']), deduplicationWindow: Number(row['deduplication_window']) });

const streamOf = (row: Row): KnownStream => ({
  id: Number(row['id']), name: String(row['name']), partitions: Number(row['partitions']),
  retentionTime: Number(row['retention_time']), retentionSize: Number(row['retention_size']), compact: row['compact'] === true,
});

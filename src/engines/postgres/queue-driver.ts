import type { QueueDeclaration, QueueDepth, QueueDriver, QueueReceiver, ReceiverOptions } from '../../driver/queue.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import { decodeMessage } from '../../kernel/message-codec.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import type { Row } from './connect.ts';
import { faultOf } from './faults.ts';
import type { Names } from './names.ts';
import type { OpenParts } from './open-parts.ts';
import { PostgresQueueReceiver } from './queue-receiver.ts';

/** Queues as one open engine sees them. */
export class PostgresQueues implements QueueDriver {
  private readonly parts: OpenParts;
  private readonly names: Names;

  constructor(parts: OpenParts) {
    this.parts = parts;
    this.names = parts.names;
  }

  async declare(asked: QueueDeclaration): Promise<void> {
    const { schema } = this.parts;
    const [row] = await this.rows(
      `with created as (insert into ${schema}.queue (name, lanes, deduplication_window) values ($1, $2, $3) on conflict (name) do nothing returning id),
        lanes as (insert into ${schema}.lane (resource, lane) select id, generate_series(0, $2::int - 1) from created)
        select count(*) from created`, [asked.name, asked.lanes, asked.deduplicationWindow]);
    const known = await this.names.queue(asked.name);
    if (Number(row?.['count']) === 0 && (known.lanes !== asked.lanes || known.deduplicationWindow !== asked.deduplicationWindow)) throw differs(known, asked);
  }

  async consume(name: string, options: ReceiverOptions): Promise<QueueReceiver> {
    this.parts.usable();
    const receiver = new PostgresQueueReceiver(await this.names.queue(name).catch(fail), options, this.parts);
    this.parts.receivers.add(receiver);
    await receiver.membership.join().catch(fail);
    return receiver;
  }

  async depth(name: string): Promise<QueueDepth> {
    const [row] = await this.of(name, (schema) =>
      `select count(*) filter (where owner is null and not later) as ready, count(*) filter (where owner is not null) as flying, count(*) filter (where owner is null and later) as later,
        greatest(0, ${schema}.now_ms() - min(added) filter (where owner is null and not later)) as age
      from (select owner, added, delayed and due > ${schema}.now_ms() as later from ${schema}.message where queue = $1) m`);
    return { ready: Number(row?.['ready']), inFlight: Number(row?.['flying']), delayed: Number(row?.['later']), oldestAge: Number(row?.['age'] ?? 0) };
  }

  async peek(name: string, limit: number): Promise<readonly QueueMessage[]> {
    const rows = await this.of(name, (schema) =>
      `select body from ${schema}.message where queue = $1 and owner is null
      order by delayed and due > ${schema}.now_ms(), case when delayed then due end nulls first, priority desc, position limit $2`, [limit]);
    return rows.map((row) => decodeMessage(row['body'] as Buffer));
  }

  async purge(name: string): Promise<number> {
    const [row] = await this.of(name, (schema) => `with gone as (delete from ${schema}.message where queue = $1 and owner is null returning 1) select count(*) from gone`);
    return Number(row?.['count']);
  }

  private async of(name: string, text: (schema: string) => string, more: readonly unknown[] = []): Promise<readonly Row[]> {
    this.parts.usable();
    const { id } = await this.names.queue(name).catch(fail);
    return this.rows(text(this.parts.schema), [id, ...more]);
  }

  private async rows(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    this.parts.usable();
    return (await this.parts.pool.query(text, values).catch(fail)).rows;
  }
}

const fail = (error: unknown): never => { throw faultOf(error); };

function differs(known: QueueDeclaration, asked: QueueDeclaration): Error {
  const what = `The queue "${asked.name}" has ${known.lanes} lanes and a deduplication window of ${known.deduplicationWindow} ms, not ${asked.lanes} and ${asked.deduplicationWindow}.`;
  return engineErrors.QUEUE_DIFFERS({ what, details: { known, asked } });
}

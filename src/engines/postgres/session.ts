import type { Client, Connection, Connector } from './connect.ts';
import type { PostgresOptions } from './options.ts';

const retryAfter = 200;

/** What a session tells its receivers. */
export interface SessionListener {
  /** Look again: at this queue, stream or group, or `undefined` at everything. */
  wake(resource: number | undefined): void;
  /** The process was given up: whatever was held is with others. A new one has begun. */
  lost(): void;
}

/** This process in the database: a lease that it renews, the fence of its writing connection, and the channel that wakes it. */
export class Session {
  readonly connector: Connector;
  process = 0;
  fence = 1;
  private sequence = 0;
  private others = 0;
  private readonly pool: Connection;
  private readonly options: PostgresOptions;
  private listener: Client | undefined;
  private closed = false;
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly woken = new Set<number>();
  private notifying = false;
  private told: SessionListener = { wake: () => undefined, lost: () => undefined };

  constructor(connector: Connector, pool: Connection, options: PostgresOptions) {
    this.connector = connector;
    this.pool = pool;
    this.options = options;
  }

  /** Takes a place in the database. Answers with whether processes had ended uncleanly. */
  async begin(listener: SessionListener): Promise<boolean> {
    const { schema } = this.options;
    this.told = listener;
    const { rows: [dead] } = await this.pool.query(`select ${schema}.bury_the_dead() as count`);
    await this.enter();
    await this.listen();
    this.later(this.options.lease / 4, () => this.renew());
    return Number(dead?.['count']) > 0;
  }

  nextCommit(): number {
    this.sequence += 1;
    return this.sequence;
  }

  /**
   * The connection was lost while a unit was under way. Raises the fence, so that it can't be committed any more, and then reads
   * whether it was. Rejects where the server stays away: then nobody knows.
   */
  async wasCommitted(process: number, sequence: number): Promise<'yes' | 'no' | 'unknown'> {
    const end = Date.now() + this.options.lease;
    for (;;) {
      try {
        const { rows: [row] } = await this.pool.query(`update ${this.options.schema}.process set session = session + 1 where id = $1 returning session, last_commit`, [process]);
        if (row === undefined) return 'unknown';
        if (process === this.process) this.fence = Number(row['session']);
        return Number(row['last_commit']) >= sequence ? 'yes' : 'no';
      } catch (error) {
        if (this.closed || Date.now() > end) throw error;
        await new Promise((resolve) => { setTimeout(resolve, retryAfter); });
      }
    }
  }

  /** Tells other processes, not more often than every few milliseconds: notifying commits wait for each other. */
  notify(resources: Iterable<number>): void {
    if (this.others === 0 || this.closed) return;
    for (const resource of resources) this.woken.add(resource);
    if (this.notifying || this.woken.size === 0) return;
    this.notifying = true;
    this.later(5, () => this.tell());
  }

  async close(): Promise<void> {
    await this.leave();
    await this.pool.query(`select ${this.options.schema}.bury_process($1)`, [this.process]).catch(() => undefined);
  }

  /** Stops renewing; the lease runs out by itself. */
  async leave(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    await this.listener?.end().catch(() => undefined);
  }

  private async tell(): Promise<void> {
    const resources = [...this.woken];
    this.woken.clear();
    await this.pool.query('select pg_notify($1, $2)', [this.channel, resources.slice(0, 500).join(' ')]).catch(() => undefined);
    this.notifying = false;
    this.notify([]);
  }

  private get channel(): string {
    return `isthmus_${this.options.schema}`;
  }

  private async enter(): Promise<void> {
    const { rows: [row] } = await this.pool.query(
      `insert into ${this.options.schema}.process (until) values (clock_timestamp() + $1::int * interval '1 ms') returning id`, [this.options.lease]);
    this.process = Number(row?.['id']);
    this.fence = 1;
    this.sequence = 0;
    await this.count();
  }

  private async renew(): Promise<void> {
    const { schema, lease } = this.options;
    try {
      const { rows } = await this.pool.query(`update ${schema}.process set until = clock_timestamp() + $2::int * interval '1 ms' where id = $1 returning id`, [this.process, lease]);
      if (rows.length === 0) {
        await this.enter();
        this.told.lost();
      }
      await this.pool.query(`select ${schema}.bury_the_dead()`);
      await this.count();
      if (this.listener === undefined) await this.listen();
      this.told.wake(undefined);
    } catch {
      // The server is away; what it says when it is back decides.
    }
    this.later(lease / 4, () => this.renew());
  }

  private async count(): Promise<void> {
    const { rows: [row] } = await this.pool.query(`select count(*) from ${this.options.schema}.process where id <> $1`, [this.process]);
    this.others = Number(row?.['count']);
  }

  private async listen(): Promise<void> {
    const client = await this.connector.client();
    const forget = (): void => { if (this.listener === client) this.listener = undefined; };
    client.on('error', forget);
    client.on('end', forget);
    client.on('notification', ({ payload }) => payload?.split(' ').forEach((resource) => this.told.wake(Number(resource))));
    await client.query(`listen ${this.channel}`);
    this.listener = client;
    if (this.closed) await client.end();
  }

  private later(delay: number, action: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (!this.closed) void action();
    }, delay);
    this.timers.add(timer);
  }
}

import type { Log } from '../../kernel/handler.ts';
import type { Connection } from './connect.ts';

const every = 1_000;
/** Looks at what has expired only each so many times. */
const rarely = 30;

/** Removes in the background what nobody will ask for any more. */
export class Upkeep {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private working: Promise<void> = Promise.resolve();
  private rounds = 0;
  private ended = false;
  private readonly pool: Connection;
  private readonly schema: string;
  private readonly trim: () => Promise<void>;
  private readonly log: Log;

  constructor(pool: Connection, schema: string, trim: () => Promise<void>, log: Log) {
    this.pool = pool;
    this.schema = schema;
    this.trim = trim;
    this.log = log;
    this.arm();
  }

  async end(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.working;
  }

  private arm(): void {
    this.timer = setTimeout(() => {
      this.working = this.work().catch((error: unknown) => this.log.debug('Postgres: old rows were not removed.', { error: String(error) })).finally(() => {
        if (!this.ended) this.arm();
      });
    }, every);
  }

  private async work(): Promise<void> {
    await this.trim();
    this.rounds += 1;
    if (this.rounds % rarely !== 1) return;
    const { schema } = this;
    await this.pool.query(`delete from ${schema}.state where (collection, key) in (select collection, key from ${schema}.state where expires <= ${schema}.now_ms() limit 10000 for update skip locked)`);
    await this.pool.query(`delete from ${schema}.recent where (queue, id) in (select queue, id from ${schema}.recent where until <= ${schema}.now_ms() limit 10000 for update skip locked)`);
  }
}

import type { EngineEnvironment, EngineHealth, OpenEngine, Unit } from '../../driver/engine.ts';
import type { StateStore } from '../../driver/state-store.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import type { ErrorCategory } from '../../kernel/error.ts';
import { connector } from './connect.ts';
import type { Client, Connection } from './connect.ts';
import { faultOf } from './faults.ts';
import { Lease } from './lease.ts';
import { Names } from './names.ts';
import type { OpenParts } from './open-parts.ts';
import type { PostgresOptions } from './options.ts';
import { PostgresQueueReceiver } from './queue-receiver.ts';
import { PostgresQueues } from './queue-driver.ts';
import { migrate } from './schema/migrate.ts';
import { Session } from './session.ts';
import type { Woken } from './shared.ts';
import { PostgresState } from './state.ts';
import { PostgresStreams } from './stream-driver.ts';
import { PostgresStreamReceiver } from './stream-receiver.ts';
import type { UnitParts } from './unit-parts.ts';
import { Upkeep } from './upkeep.ts';
import { Writer } from './writer.ts';

/** One opening of the engine. */
export class OpenPostgres implements OpenEngine, OpenParts {
  readonly pool: Connection;
  readonly schema: string;
  readonly poll: number;
  readonly names: Names;
  readonly session: Session;
  readonly receivers = new Set<Woken>();
  readonly queues: PostgresQueues;
  readonly streams: PostgresStreams;
  readonly state: StateStore;
  recovered = false;
  private readonly writer: Writer;
  private readonly upkeep: Upkeep;
  private closing: Promise<void> | undefined;

  private constructor(pool: Connection, session: Session, options: PostgresOptions, { log }: EngineEnvironment) {
    this.pool = pool;
    this.schema = options.schema;
    this.poll = options.poll;
    this.session = session;
    this.names = new Names(pool, options.schema);
    this.writer = new Writer(session, this.names, options, (parts) => this.committed(parts));
    this.queues = new PostgresQueues(this);
    this.streams = new PostgresStreams(this);
    this.state = new PostgresState(pool, options.schema, () => this.usable());
    this.upkeep = new Upkeep(pool, options.schema, () => this.streams.trim(), log);
  }

  /** Brings the schema up to date and takes a place in it. */
  static async open(url: string, options: PostgresOptions, environment: EngineEnvironment): Promise<OpenPostgres> {
    const connect = await connector(url);
    const first = await connect.client().catch(fail);
    await prepare(first, options.schema);
    const pool = connect.pool(options.connections);
    const open = new OpenPostgres(pool, new Session(connect, pool, options), options, environment);
    open.recovered = await open.session.begin({ wake: (resource) => open.wake(resource), lost: () => open.lost() }).catch(fail);
    return open;
  }

  async commit(unit: Unit): Promise<void> {
    this.usable();
    const leases = take(unit);
    const fault = await this.writer.commit(unit).then(() => undefined, faultOf);
    for (const lease of leases) if (lease.receiver instanceof PostgresQueueReceiver) lease.receiver.settled(lease, fault === undefined);
    if (fault !== undefined) throw fault;
    for (const { receiver, positions } of unit.positions ?? []) for (const { lane, next } of positions) if (receiver instanceof PostgresStreamReceiver) receiver.committed(lane, next);
  }

  classify(error: unknown): ErrorCategory {
    return faultOf(error).category;
  }

  async health(): Promise<EngineHealth> {
    if (this.closing !== undefined) return { ready: false, reason: 'The Postgres engine was closed.' };
    return this.pool.query('select 1').then(() => ({ ready: true }), (error: unknown) => ({ ready: false, reason: faultOf(error).what }));
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  /** Ends without a word, as a killed process does: what it holds goes to others when its lease has run out. For tests. */
  async crash(): Promise<void> {
    this.closing ??= Promise.resolve();
    await this.session.leave();
    await Promise.all([...this.receivers].map((receiver) => receiver.abandon()));
    await Promise.all([this.writer.close(), this.upkeep.end()]);
    await this.pool.end();
  }

  usable(): void {
    if (this.closing !== undefined) throw engineErrors.ENGINE_CLOSED('The Postgres engine was closed.');
  }

  readonly announce = (resource: number): void => {
    this.wake(-resource);
    this.session.notify([-resource]);
  };

  flushed(): Promise<void> {
    return this.writer.flushed();
  }

  forget(receiver: Woken): void {
    this.receivers.delete(receiver);
  }

  /** Above 0: something came into this queue or stream. Below: members of it came or went. */
  private wake(resource: number | undefined): void {
    for (const receiver of this.receivers) {
      const members = resource === undefined || receiver.membership.resource === -resource;
      if (members) void receiver.membership.balance().catch(() => undefined);
      if (members || receiver.source === resource) receiver.wake();
    }
  }

  private lost(): void {
    for (const receiver of this.receivers) void receiver.membership.rejoin().catch(() => undefined);
  }

  private committed({ queues, streams }: UnitParts): void {
    for (const source of [...queues, ...streams]) this.wake(source);
    this.session.notify([...queues, ...streams]);
  }

  private async end(): Promise<void> {
    await Promise.all([...this.receivers].map((receiver) => receiver.close()));
    await Promise.all([this.writer.close(), this.upkeep.end()]);
    await this.session.close();
    await this.pool.end();
  }
}

const fail = (error: unknown): never => { throw faultOf(error); };

async function prepare(client: Client, schema: string): Promise<void> {
  try {
    await migrate(client, schema);
  } catch (error) {
    fail(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The leases that a unit settles, marked so that no other unit does. Throws `SETTLED_LATE` and `SETTLED_TWICE`. */
function take(unit: Unit): Lease[] {
  const leases = (unit.settle ?? []).flatMap(({ receiver, settlements }) => settlements.map(({ delivery: { token, message } }) => {
    const name = `The delivery of "${message.id}"`;
    if (!(token instanceof Lease) || token.receiver !== receiver) throw engineErrors.SETTLED_LATE(`${name} does not belong to this receiver.`);
    if (token.state === 'lost') throw engineErrors.SETTLED_LATE(`${name} went back to its queue.`);
    if (token.state !== 'held') throw engineErrors.SETTLED_TWICE(`${name} was settled already.`);
    return token;
  }));
  if (new Set(leases).size < leases.length) throw engineErrors.SETTLED_TWICE('A unit settles a delivery twice.');
  for (const { receiver } of unit.positions ?? []) if (!(receiver instanceof PostgresStreamReceiver)) throw engineErrors.SETTLED_LATE('A member belongs to another engine.');
  for (const lease of leases) lease.state = 'settling';
  return leases;
}

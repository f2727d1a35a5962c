import type { Connection } from './connect.ts';
import { faultOf } from './faults.ts';
import type { Session } from './session.ts';

/** A lane, or a partition of a group, as its owner has it. */
export interface Owned {
  readonly epoch: number;
  readonly next: number;
}

/** What a membership tells its receiver. */
export interface MembershipListener {
  gained(lanes: ReadonlyMap<number, Owned>): void;
  /** Lanes are about to move away; they do once it resolves. */
  revoke(lanes: readonly number[]): Promise<void>;
  /** They went: `warned` after `revoke`, else without. */
  gone(lanes: readonly number[], warned: boolean): void;
}

/** What others of this process must hear. */
export type Announce = (resource: number) => void;

/** One receiver among those of a queue or group, here and in other processes: it owns its share of the lanes. */
export class Membership {
  /** The id in whose name it holds lanes and messages. */
  member = 0;
  readonly owned = new Map<number, Owned>();
  readonly moving = new Set<number>();
  readonly resource: number;
  private readonly pool: Connection;
  private readonly schema: string;
  private readonly session: Session;
  private readonly announce: Announce;
  private readonly listener: MembershipListener;
  private balancing: Promise<void> | undefined;
  private again = false;
  private left = false;

  constructor(resource: number, pool: Connection, schema: string, session: Session, announce: Announce, listener: MembershipListener) {
    this.resource = resource;
    this.pool = pool;
    this.schema = schema;
    this.session = session;
    this.announce = announce;
    this.listener = listener;
  }

  async join(): Promise<void> {
    const { rows: [row] } = await this.pool.query(`insert into ${this.schema}.member (resource, process) values ($1, $2) returning id`, [this.resource, this.session.process]);
    this.member = Number(row?.['id']);
    await this.balance();
    this.announce(this.resource);
  }

  /** Lanes that may be taken from: its own, without those about to leave. */
  lanes(): number[] {
    return [...this.owned.keys()].filter((lane) => !this.moving.has(lane));
  }

  /** Takes free lanes, and lets go of those that are too many. Rejects where the server is away. */
  async balance(): Promise<void> {
    this.again = this.balancing !== undefined;
    this.balancing ??= this.rounds().finally(() => { this.balancing = undefined; });
    await this.balancing;
  }

  /** The process was given up: everything is with others; joins anew. */
  async rejoin(): Promise<void> {
    const lanes = [...this.owned.keys()];
    this.owned.clear();
    this.moving.clear();
    this.listener.gone(lanes, false);
    if (!this.left) await this.join();
  }

  async leave(): Promise<void> {
    this.left = true;
    await this.balancing?.catch(() => undefined);
    await this.pool.query(`select ${this.schema}.let_go($1, $2, null)`, [this.resource, this.member]).catch(() => undefined);
    this.announce(this.resource);
  }

  private async rounds(): Promise<void> {
    do {
      this.again = false;
      if (!this.left) await this.round();
    } while (this.again);
  }

  private async round(): Promise<void> {
    const { member } = this;
    const { rows } = await this.pool.query(`select * from ${this.schema}.balance($1, $2)`, [this.resource, member]).catch((error: unknown) => { throw faultOf(error); });
    if (member !== this.member) return;
    const owned = new Map(rows.map((row) => [Number(row['owned_lane']), { epoch: Number(row['owned_epoch']), next: Number(row['owned_next']) }]));
    const surplus = rows.filter((row) => row['surplus'] === true).map((row) => Number(row['owned_lane']));
    this.note(owned);
    const leaving = surplus.filter((lane) => !this.moving.has(lane));
    if (leaving.length > 0) void this.move(leaving);
  }

  private note(owned: ReadonlyMap<number, Owned>): void {
    const lost = [...this.owned.keys()].filter((lane) => !owned.has(lane) && !this.moving.has(lane));
    const gained = new Map([...owned].filter(([lane, { epoch }]) => this.owned.get(lane)?.epoch !== epoch && !this.moving.has(lane)));
    for (const lane of lost) this.owned.delete(lane);
    for (const [lane, each] of gained) this.owned.set(lane, each);
    if (lost.length > 0) this.listener.gone(lost, false);
    if (gained.size > 0) this.listener.gained(gained);
  }

  private async move(lanes: readonly number[]): Promise<void> {
    const { member } = this;
    for (const lane of lanes) this.moving.add(lane);
    // What is left unsettled is delivered again, whether the receiver was glad to let go or failed to.
    await this.listener.revoke(lanes).catch(() => undefined);
    if (member !== this.member || this.left) return;
    for (const lane of lanes) this.owned.delete(lane);
    this.listener.gone(lanes, true);
    await this.pool.query(`select ${this.schema}.let_go($1, $2, $3)`, [this.resource, member, lanes]).catch(() => undefined);
    for (const lane of lanes) this.moving.delete(lane);
    this.announce(this.resource);
  }
}

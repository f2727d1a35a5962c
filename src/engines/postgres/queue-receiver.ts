import type { Delivery } from '../../driver/delivery.ts';
import type { QueueReceiver, ReceiverOptions } from '../../driver/queue.ts';
import { decodeMessage } from '../../kernel/message-codec.ts';
import type { Row } from './connect.ts';
import { Intake } from './intake.ts';
import { Lease } from './lease.ts';
import { Membership } from './membership.ts';
import type { KnownQueue } from './names.ts';
import type { Shared, Woken } from './shared.ts';

/** One consumer of a queue. */
export class PostgresQueueReceiver implements QueueReceiver, Woken {
  readonly source: number;
  private readonly queue: KnownQueue;
  private readonly options: ReceiverOptions;
  private readonly shared: Shared;
  private readonly held = new Set<Lease>();
  private readonly intake: Intake;
  readonly membership: Membership;

  constructor(queue: KnownQueue, options: ReceiverOptions, shared: Shared) {
    this.queue = queue;
    this.source = queue.id;
    this.options = options;
    this.shared = shared;
    this.intake = new Intake(shared, (maximum) => this.claim(maximum), () => this.pause());
    this.membership = new Membership(queue.id, shared.pool, shared.schema, shared.session, shared.announce, {
      gained: () => this.wake(),
      revoke: async (lanes) => this.options.onRevoked?.(lanes),
      gone: (lanes, warned) => this.gone(lanes, warned),
    });
  }

  receive(maximum: number): Promise<readonly Delivery[]> {
    return this.intake.receive(maximum);
  }

  wake(): void {
    this.intake.wake();
  }

  close(): Promise<void> {
    // What was handed to `commit` before is decided first; what comes later is too late.
    return this.intake.close(this, () => {
      for (const lease of this.held) if (lease.state === 'held') this.drop(lease);
    });
  }

  abandon(): Promise<void> {
    return this.intake.abandon();
  }

  /** The unit that settles it is decided. */
  settled(lease: Lease, committed: boolean): void {
    if (lease.state !== 'settling') return;
    lease.state = committed ? 'settled' : 'held';
    if (!committed) return;
    this.held.delete(lease);
    this.wake();
  }

  private async claim(maximum: number): Promise<readonly Delivery[]> {
    const room = Math.min(maximum, this.options.prefetch - this.held.size);
    const { member } = this.membership;
    const lanes = this.membership.lanes();
    if (room <= 0 || (this.queue.lanes > 0 && lanes.length === 0)) return [];
    const { rows } = await this.shared.pool.query({
      name: 'isthmus_claim',
      text: `select * from ${this.shared.schema}.claim($1, $2, $3, $4)`,
      values: [this.queue.id, member, this.queue.lanes > 0 ? lanes : null, room],
    });
    // Of a lane that leaves meanwhile: it is given back with the lane.
    return rows.filter((row) => this.isMine(member, Number(row['message_lane']))).map((row) => this.hold(row, member));
  }

  private isMine(member: number, lane: number): boolean {
    if (this.intake.isClosing || member !== this.membership.member) return false;
    return this.queue.lanes === 0 || (this.membership.owned.has(lane) && !this.membership.moving.has(lane));
  }

  private hold(row: Row, member: number): Delivery {
    const lane = Number(row['message_lane']);
    const lease = new Lease(this, Number(row['message_position']), member, lane);
    this.held.add(lease);
    return { message: decodeMessage(row['message_body'] as Buffer), lane, position: lease.position, redelivered: Number(row['message_redelivered']), token: lease };
  }

  private async pause(): Promise<number> {
    const { rows: [row] } = await this.shared.pool.query(`select min(due) - ${this.shared.schema}.now_ms() as rest from ${this.shared.schema}.message where queue = $1 and delayed`, [this.queue.id]);
    const rest = row?.['rest'] ?? undefined;
    return rest === undefined ? this.shared.poll : Math.min(Math.max(Number(rest), 1), this.shared.poll);
  }

  private gone(lanes: readonly number[], warned: boolean): void {
    const lost = this.queue.lanes === 0 ? [0] : lanes;
    for (const lease of this.held) if (lost.includes(lease.lane)) this.drop(lease);
    if (!warned && lost.length > 0) this.options.onLost?.(lost);
    this.wake();
  }

  private drop(lease: Lease): void {
    lease.state = 'lost';
    this.held.delete(lease);
  }
}

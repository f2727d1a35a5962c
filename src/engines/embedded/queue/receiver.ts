import type { Delivery, Settlement } from '../../../driver/delivery.ts';
import type { QueueDeclaration, QueueReceiver, ReceiverOptions } from '../../../driver/queue.ts';
import { engineErrors } from '../../../kernel/engine-errors.ts';
import type { Assignment, LaneMember } from '../assignment.ts';
import { Waiting } from '../waiting.ts';
import { QueueCursor } from './cursor.ts';
import type { LeaseHolder } from './lease.ts';
import type { QueueMemory } from './memory.ts';
import { Lease } from './lease.ts';
import type { QueueLog } from './log.ts';
import type { Pumped } from './pumps.ts';

/** What a consumer needs of its queue. */
export interface ConsumedQueue extends Pumped {
  readonly name: string;
  readonly declaration: QueueDeclaration;
  readonly memory: QueueMemory;
  readonly assignment: Pick<Assignment<EmbeddedQueueReceiver>, 'lanesOf'> | undefined;
  readonly sharedCursors: (QueueCursor | undefined)[];
  readonly logs: readonly (QueueLog | undefined)[];
  logOf(priority: number): QueueLog;
  left(receiver: EmbeddedQueueReceiver): void;
  /** A record went back to its place. */
  rewind(lease: Lease): void;
}

/** One consumer of a queue. */
export class EmbeddedQueueReceiver implements QueueReceiver, LaneMember, LeaseHolder {
  readonly queue: ConsumedQueue;
  private readonly options: ReceiverOptions;
  private readonly held = new Set<Lease>();
  private readonly waiting = new Waiting();
  /** By priority. With lanes each receiver goes its own way; without, all share the queue's cursors. */
  private readonly cursors: (QueueCursor | undefined)[] = [];
  private settled = 0;
  private closed = false;

  constructor(queue: ConsumedQueue, options: ReceiverOptions) {
    this.queue = queue;
    this.options = options;
  }

  get prefetch(): number {
    return this.options.prefetch;
  }

  async receive(maximum: number): Promise<readonly Delivery[]> {
    return this.waiting.receive(maximum, (wanted) => this.take(wanted));
  }

  /** Hands out what there is to calls of `receive` that wait. */
  serve(): boolean {
    return this.waiting.some && this.waiting.serve((wanted) => this.take(wanted));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.waiting.close();
    this.giveBack([...this.held]);
    this.queue.left(this);
  }

  /** The leases of what is to be settled. Throws `SETTLED_LATE` where one is not this receiver's any more. */
  leasesOf(settlements: readonly Settlement[]): Lease[] {
    return settlements.map(({ delivery }) => {
      const lease = delivery.token;
      if (lease instanceof Lease && lease.receiver === this && lease.state === 'held') return lease;
      throw engineErrors.SETTLED_LATE(`A message of the queue "${this.queue.name}" (id ${delivery.message.id}) was settled after its lease ended.`);
    });
  }

  /** The unit that settles it was committed. */
  finished(lease: Lease): void {
    lease.state = 'done';
    this.settled += 1;
    this.drop(lease);
    lease.log.finish(lease.batch, lease.index);
  }

  /** It goes back to its place; `counted`: a handler may have had it. */
  release(lease: Lease, counted: boolean): void {
    lease.state = 'lost';
    this.drop(lease);
    lease.log.release(lease.batch, lease.index, counted);
    this.queue.rewind(lease);
  }

  /** The unit that should have settled it failed. */
  unsettled(lease: Lease): void {
    lease.state = 'held';
    const owned = this.queue.assignment?.lanesOf(this).has(lease.lane) ?? true;
    if (this.closed || !owned) this.giveBack([lease]);
  }

  rewind(lease: Lease): void {
    this.cursors[lease.log.priority]?.rewind(lease.batch.first + lease.index);
  }

  revoke(lanes: readonly number[]): Promise<void> {
    return this.options.onRevoked?.(lanes) ?? Promise.resolve();
  }

  lost(lanes: readonly number[]): void {
    const gone = new Set(lanes);
    this.giveBack([...this.held].filter((lease) => gone.has(lease.lane)));
  }

  gained(): void {
    for (const cursor of this.cursors) cursor?.rewind(0);
    queueMicrotask(() => this.queue.pump());
  }

  private giveBack(leases: readonly Lease[]): void {
    for (const lease of leases) if (lease.state === 'held') this.release(lease, true);
    this.queue.pump();
  }

  private take(maximum: number): Delivery[] {
    const taken: Delivery[] = [];
    const { memory } = this.queue;
    const wanted = Math.min(maximum, memory.allowance(this.held.size, this.options.prefetch, this.settled));
    if (wanted <= 0) return taken;
    const owned = this.queue.assignment?.lanesOf(this);
    for (const log of this.queue.logs) {
      if (taken.length >= wanted) break;
      const cursor = log === undefined ? undefined : this.cursor(log.priority);
      if (cursor === undefined) continue;
      cursor.take(this, owned, wanted, taken);
      memory.used(cursor);
    }
    for (const { token } of taken) this.hold(token as Lease);
    return taken;
  }

  private hold(lease: Lease): void {
    this.held.add(lease);
    this.queue.memory.held += lease.bytes;
  }

  private drop(lease: Lease): void {
    if (this.held.delete(lease)) this.queue.memory.held -= lease.bytes;
  }

  private cursor(priority: number): QueueCursor | undefined {
    const cursors = this.queue.assignment === undefined ? this.queue.sharedCursors : this.cursors;
    const log = this.queue.logOf(priority);
    cursors[priority] ??= new QueueCursor(log, this.queue.declaration.lanes);
    return cursors[priority];
  }
}

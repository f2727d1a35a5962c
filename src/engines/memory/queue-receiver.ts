import type { Delivery } from '../../driver/delivery.ts';
import type { QueueReceiver, ReceiverOptions } from '../../driver/queue.ts';
import { Lease } from './lease.ts';
import type { LeaseHolder, QueueEntry } from './lease.ts';
import type { MemoryQueue, QueueMember } from './queue.ts';
import { Waiting } from './waiting.ts';

/** One consumer of a queue. */
export class MemoryQueueReceiver implements QueueReceiver, QueueMember, LeaseHolder {
  readonly queue: MemoryQueue;
  private readonly options: ReceiverOptions;
  private readonly onClosed: (receiver: QueueReceiver) => void;
  private readonly held = new Set<Lease>();
  private readonly waiting = new Waiting();
  private closed = false;

  constructor(queue: MemoryQueue, options: ReceiverOptions, onClosed: (receiver: QueueReceiver) => void) {
    this.queue = queue;
    this.options = options;
    this.onClosed = onClosed;
    queue.receivers.add(this);
    if (queue.declaration.lanes > 0) queue.owners.join(this);
  }

  get waits(): boolean {
    return this.waiting.some;
  }

  async receive(maximum: number): Promise<readonly Delivery[]> {
    if (this.closed) return [];
    const deliveries = this.waiting.add(Math.max(maximum, 1));
    this.queue.pump();
    return deliveries;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.end();
    this.onClosed(this);
    this.queue.receivers.delete(this);
    if (this.queue.declaration.lanes > 0) this.queue.owners.leave(this);
    this.queue.pump();
  }

  serve(): boolean {
    return this.waiting.serve((maximum) => this.queue.take(this, Math.min(maximum, this.options.prefetch - this.held.size)));
  }

  hold(entry: QueueEntry): Delivery {
    const lease = new Lease(entry, this);
    this.held.add(lease);
    const { message, lane, sequence, redelivered } = entry;
    return { message, lane, position: sequence, redelivered, token: lease };
  }

  settle(lease: Lease, goesBack: boolean): void {
    lease.state = 'settled';
    this.held.delete(lease);
    this.queue.settled(lease.entry, goesBack);
  }

  revoke(lanes: readonly number[]): Promise<void> {
    return this.options.onRevoked?.(lanes) ?? Promise.resolve();
  }

  lose(lanes: readonly number[]): void {
    for (const lease of this.held) if (lanes.includes(lease.entry.lane)) this.drop(lease);
  }

  gain(): void {
    // The constructor of a receiver joins before anybody can wait on it; others may wait for these lanes already.
    queueMicrotask(() => this.queue.pump());
  }

  /** Its process ended. */
  crash(): void {
    this.end();
  }

  private end(): void {
    this.closed = true;
    for (const lease of this.held) this.drop(lease);
    this.waiting.end();
  }

  private drop(lease: Lease): void {
    lease.state = 'lost';
    this.held.delete(lease);
    lease.entry.redelivered += 1;
    this.queue.settled(lease.entry, true);
  }
}

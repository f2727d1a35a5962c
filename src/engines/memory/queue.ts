import type { Delivery } from '../../driver/delivery.ts';
import type { QueueDeclaration, QueueDepth } from '../../driver/queue.ts';
import type { Clock } from '../../kernel/clock.ts';
import { alarm } from '../../kernel/clock.ts';
import { plainMessage } from '../../kernel/message.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import { Heap } from './heap.ts';
import { LaneOwners } from './lanes.ts';
import type { LaneMember } from './lanes.ts';
import { placeOf } from './hash.ts';
import type { QueueEntry } from './lease.ts';
import { RecentIds } from './recent-ids.ts';

const byPlace = (a: QueueEntry, b: QueueEntry): number => (b.message.priority ?? 0) - (a.message.priority ?? 0) || a.sequence - b.sequence;
const byTime = (a: QueueEntry, b: QueueEntry): number => (a.message.notBefore ?? 0) - (b.message.notBefore ?? 0) || a.sequence - b.sequence;

/** What the queue asks of its receivers. */
export interface QueueMember extends LaneMember {
  /** Some call of `receive` waits. */
  readonly waits: boolean;
  hold(entry: QueueEntry): Delivery;
  /** Takes for the calls that wait; whether there was anything. */
  serve(): boolean;
  /** Its process ended. */
  crash(): void;
}

/** One queue. Without lanes everybody takes from one line; with lanes each line has one owner. */
export class MemoryQueue {
  readonly declaration: QueueDeclaration;
  readonly owners: LaneOwners<QueueMember>;
  readonly receivers = new Set<QueueMember>();
  private readonly lines: ReadonlyArray<Heap<QueueEntry>>;
  private readonly delayed = new Heap<QueueEntry>(byTime);
  private readonly recent: RecentIds;
  private readonly clock: Clock;
  private sequence = 0;
  private leased = 0;
  private disarm: (() => void) | undefined;

  constructor(declaration: QueueDeclaration, clock: Clock) {
    this.declaration = declaration;
    this.clock = clock;
    this.owners = new LaneOwners(declaration.lanes);
    this.recent = new RecentIds(declaration.deduplicationWindow, clock);
    this.lines = Array.from({ length: Math.max(declaration.lanes, 1) }, () => new Heap(byPlace));
  }

  add(message: QueueMessage): void {
    if (message.deduplicationId !== undefined && this.recent.seen(message.deduplicationId)) return;
    const sequence = this.next();
    const lane = message.key === undefined ? sequence % this.lines.length : placeOf(message.key, this.lines.length);
    const entry = { message: { ...plainMessage(message), data: message.data.slice() }, lane, sequence, addedAt: this.clock.now(), redelivered: 0 };
    if ((message.notBefore ?? 0) > this.clock.now()) this.delayed.add(entry);
    else this.lines[lane]?.add(entry);
  }

  /** Leases up to `maximum` entries in order to this receiver. */
  take(receiver: QueueMember, maximum: number): Delivery[] {
    const lines = this.declaration.lanes === 0 ? this.lines : this.owners.of(receiver).map((lane) => this.lines[lane] as Heap<QueueEntry>);
    const taken: Delivery[] = [];
    while (taken.length < maximum) {
      const entry = firstOf(lines)?.take();
      if (entry === undefined) break;
      this.leased += 1;
      taken.push(receiver.hold(entry));
    }
    return taken;
  }

  /** A lease ended: its entry is gone, or back in its place. */
  settled(entry: QueueEntry, goesBack: boolean): void {
    this.leased -= 1;
    if (goesBack) this.lines[entry.lane]?.add(entry);
  }

  /** Hands out what there is to whoever waits, by turns. */
  pump(): void {
    this.ripen();
    for (const receiver of Array.from(this.receivers)) if (receiver.serve()) this.toTheEnd(receiver);
    this.arm();
  }

  depth(): QueueDepth {
    this.ripen();
    const now = this.clock.now();
    const ready = this.lines.flatMap((line) => line.values());
    const oldest = ready.reduce((least, entry) => Math.min(least, entry.addedAt), now);
    return { ready: ready.length, inFlight: this.leased, delayed: this.delayed.size, oldestAge: Math.max(now - oldest, 0) };
  }

  peek(limit: number): readonly QueueMessage[] {
    this.ripen();
    const ready = this.lines.flatMap((line) => line.values()).sort(byPlace);
    const later = Array.from(this.delayed.values()).sort(byTime);
    return [...ready, ...later].slice(0, limit).map((entry) => entry.message);
  }

  purge(): number {
    return this.lines.reduce((total, line) => total + line.clear(), this.delayed.clear());
  }

  /** The process ended: nobody holds anything any more. */
  crash(): void {
    for (const receiver of this.receivers) receiver.crash();
    this.receivers.clear();
    this.owners.clear();
    this.disarm?.();
  }

  private next(): number {
    this.sequence += 1;
    return this.sequence;
  }

  private ripen(): void {
    const now = this.clock.now();
    while ((this.delayed.first?.message.notBefore ?? Infinity) <= now) {
      const entry = this.delayed.take();
      if (entry !== undefined) this.lines[entry.lane]?.add({ ...entry, sequence: this.next() });
    }
  }

  private arm(): void {
    this.disarm?.();
    this.disarm = undefined;
    const due = this.delayed.first?.message.notBefore;
    const waited = due !== undefined && this.receivers.values().some((receiver) => receiver.waits);
    if (waited) this.disarm = alarm(this.clock, due - this.clock.now(), () => this.pump());
  }

  private toTheEnd(receiver: QueueMember): void {
    if (this.receivers.delete(receiver)) this.receivers.add(receiver);
  }
}

function firstOf(lines: ReadonlyArray<Heap<QueueEntry>>): Heap<QueueEntry> | undefined {
  let best: Heap<QueueEntry> | undefined;
  for (const line of lines) {
    if (line.first !== undefined && (best?.first === undefined || byPlace(line.first, best.first) < 0)) best = line;
  }
  return best;
}

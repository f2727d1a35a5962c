import type { Delivery } from '../../driver/delivery.ts';
import type { SubscribeOptions } from '../../driver/stream.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import { Intake } from './intake.ts';
import { Membership } from './membership.ts';
import type { Owned } from './membership.ts';
import type { PositionHolder } from './position-holder.ts';
import type { Records } from './records.ts';
import type { Shared, Woken } from './shared.ts';

/** Where a member is in one partition. */
interface Reading {
  next: number;
  readonly epoch: number;
  /** Received and not covered by a commit. */
  open: number[];
}

/** One member of a group. */
export class PostgresStreamReceiver implements PositionHolder, Woken {
  readonly source: number;
  readonly membership: Membership;
  private readonly options: SubscribeOptions;
  private readonly records: Records;
  private readonly readings = new Map<number, Reading>();
  private readonly intake: Intake;

  constructor(stream: number, group: number, options: SubscribeOptions, records: Records, shared: Shared) {
    this.source = stream;
    this.options = options;
    this.records = records;
    this.intake = new Intake(shared, (maximum) => this.fetch(maximum), async () => shared.poll);
    this.membership = new Membership(group, shared.pool, shared.schema, shared.session, shared.announce, {
      gained: (lanes) => this.gained(lanes),
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
    return this.intake.close(this, () => {});
  }

  abandon(): Promise<void> {
    return this.intake.abandon();
  }

  place(lane: number): readonly [number, number, number, number] {
    const reading = this.readings.get(lane);
    if (reading === undefined || this.intake.isClosing) throw engineErrors.SETTLED_LATE(`Partition ${lane} is not with this member any more.`);
    return [this.membership.resource, lane, this.membership.member, reading.epoch];
  }

  committed(lane: number, next: number): void {
    const reading = this.readings.get(lane);
    if (reading === undefined) return;
    reading.open = reading.open.filter((offset) => offset >= next);
    reading.next = Math.max(reading.next, next);
    this.wake();
  }

  private gained(lanes: ReadonlyMap<number, Owned>): void {
    for (const [lane, { epoch, next }] of lanes) this.readings.set(lane, { epoch, next, open: [] });
    this.options.onAssigned?.([...lanes.keys()]);
    this.wake();
  }

  private gone(lanes: readonly number[], warned: boolean): void {
    for (const lane of lanes) this.readings.delete(lane);
    if (!warned && lanes.length > 0) this.options.onLost?.(lanes);
  }

  private async fetch(maximum: number): Promise<readonly Delivery[]> {
    const taken: Delivery[] = [];
    const lanes = new Set(this.membership.lanes());
    for (const [lane, reading] of [...this.readings]) {
      const room = Math.min(maximum - taken.length, this.options.window - this.open());
      if (!lanes.has(lane) || room <= 0) continue;
      const records = await this.records.read(this.source, lane, reading.next, room);
      // It may have been lost or sought elsewhere meanwhile.
      if (this.readings.get(lane) !== reading || this.membership.moving.has(lane) || this.intake.isClosing) continue;
      for (const record of records) reading.open.push(record.position);
      reading.next = (records.at(-1)?.position ?? reading.next - 1) + 1;
      taken.push(...records);
      this.toTheEnd(lane, reading);
    }
    return taken.filter(({ lane, position }) => this.readings.get(lane)?.open.includes(position));
  }

  private open(): number {
    return this.readings.values().reduce((total, reading) => total + reading.open.length, 0);
  }

  /** So that one busy partition does not keep the others waiting. */
  private toTheEnd(lane: number, reading: Reading): void {
    this.readings.delete(lane);
    this.readings.set(lane, reading);
  }
}

import type { Unit } from '../../../driver/engine.ts';
import type { Lease } from '../queue/lease.ts';
import type { Pumped } from '../queue/pumps.ts';
import { EmbeddedQueueReceiver } from '../queue/receiver.ts';
import { EmbeddedStreamReceiver } from '../stream/receiver.ts';
import { engineErrors } from '../../../kernel/engine-errors.ts';
import { addContents, checkContents, hasContents, isConditional } from './contents.ts';
import type { ContentTargets } from './contents.ts';
import type { OpenPart, PartUnit } from './part.ts';

/** Where a unit finds what it names. */
export interface UnitTargets extends ContentTargets {
  /** Hands out what this queue has, soon and once for many units. */
  pumpSoon(queue: Pumped): void;
}

interface Move {
  readonly receiver: EmbeddedStreamReceiver;
  readonly lane: number;
  readonly next: number;
}

/** One unit on its way. The constructor refuses what can't be committed; then nothing of it has happened. */
export class RunningUnit implements PartUnit {
  readonly conditional: boolean;
  /** Whether anything of it must be written. */
  readonly durable: boolean;
  /** `undefined` once it is in its part: what it adds must not be kept until that is committed. */
  private unit: Unit | undefined;
  private readonly targets: UnitTargets;
  private readonly done: Lease[] = [];
  private readonly released: Lease[] = [];
  private readonly moves: Move[] = [];
  private resolve: () => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;

  constructor(unit: Unit, targets: UnitTargets) {
    this.unit = unit;
    this.targets = targets;
    this.conditional = isConditional(unit.state);
    checkContents(unit, targets);
    this.claimPositions(unit);
    this.claimLeases(unit);
    this.durable = this.done.length > 0 || this.moves.length > 0 || hasContents(unit);
  }

  /** Puts it into a part; resolves once that is committed. */
  fill(part: OpenPart): Promise<void> {
    for (const { log, batch, index } of this.done) part.settle(log.id, batch.first, index);
    for (const { receiver, lane, next } of this.moves) part.position(receiver.group.place(lane, next));
    if (this.unit !== undefined) addContents(part, this.unit, this.targets);
    this.unit = undefined;
    part.addUnit(this);
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  succeeded(): void {
    for (const lease of this.done) {
      lease.receiver.finished(lease);
      this.targets.pumpSoon(lease.receiver.queue);
    }
    for (const lease of this.released) {
      lease.receiver.release(lease, false);
      this.targets.pumpSoon(lease.receiver.queue);
    }
    for (const { receiver, lane, next } of this.moves) receiver.group.committed(lane, next, receiver);
    this.resolve();
  }

  failed(error: unknown): void {
    for (const lease of [...this.done, ...this.released]) lease.receiver.unsettled(lease);
    this.reject(error);
  }

  private claimPositions(unit: Unit): void {
    for (const { receiver, positions } of unit.positions ?? []) {
      for (const { lane, next } of positions) {
        if (!(receiver instanceof EmbeddedStreamReceiver) || !receiver.owns(lane)) {
          throw engineErrors.SETTLED_LATE(`A position in partition ${lane} was committed by a receiver that does not hold it.`);
        }
        this.moves.push({ receiver, lane, next });
      }
    }
  }

  private claimLeases(unit: Unit): void {
    for (const { receiver, settlements } of unit.settle ?? []) {
      if (!(receiver instanceof EmbeddedQueueReceiver)) throw engineErrors.SETTLED_LATE('A message was settled with a receiver of another engine.');
      receiver.leasesOf(settlements).forEach((lease, index) => (settlements[index]?.outcome === 'done' ? this.done : this.released).push(lease));
    }
    this.done.forEach((lease) => this.claim(lease));
    this.released.forEach((lease) => this.claim(lease));
  }

  /** They were all held a moment ago: one that is not is in this unit twice. */
  private claim(lease: Lease): void {
    if (lease.state === 'held') {
      lease.state = 'settling';
      return;
    }
    for (const each of [...this.done, ...this.released]) each.state = 'held';
    throw engineErrors.SETTLED_TWICE('A unit settles one delivery twice.');
  }
}

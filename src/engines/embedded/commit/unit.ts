import type { Unit } from '../../../driver/engine.ts';
import type { QueueMessage } from '../../../kernel/message.ts';
import type { EmbeddedQueue } from '../queue/queue.ts';
import type { Lease } from '../queue/lease.ts';
import type { Pumped } from '../queue/pumps.ts';
import { EmbeddedQueueReceiver } from '../queue/receiver.ts';
import { EmbeddedStreamReceiver } from '../stream/receiver.ts';
import type { EmbeddedStream } from '../stream/stream.ts';
import { engineErrors } from '../../../kernel/engine-errors.ts';
import { kernelErrors } from '../../../kernel/errors.ts';
import type { OpenPart, PartUnit } from './part.ts';
import { stateWrite } from './state-write.ts';

/** Where a unit finds what it names. */
export interface UnitTargets {
  queue(name: string): EmbeddedQueue;
  stream(name: string): EmbeddedStream;
  /** The wall clock. */
  wall(): number;
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
  private readonly unit: Unit;
  private readonly targets: UnitTargets;
  private readonly done: Lease[] = [];
  private readonly released: Lease[] = [];
  private readonly moves: Move[] = [];
  private resolve: () => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;

  constructor(unit: Unit, targets: UnitTargets) {
    this.unit = unit;
    this.targets = targets;
    this.conditional = unit.state?.some((operation) => operation.when !== undefined) ?? false;
    for (const { queue, message } of unit.send ?? []) checkMessage(targets.queue(queue), message);
    for (const { stream, message } of unit.append ?? []) checkData(targets.stream(stream).declaration.name, message);
    this.claimPositions();
    this.claimLeases();
  }

  /** Whether anything of it must be written. */
  get durable(): boolean {
    const { send, append, state } = this.unit;
    return this.done.length > 0 || this.moves.length > 0 || (send?.length ?? 0) > 0 || (append?.length ?? 0) > 0 || (state?.length ?? 0) > 0;
  }

  /** Puts it into a part; resolves once that is committed. */
  fill(part: OpenPart): Promise<void> {
    const { unit, targets } = this;
    for (const operation of unit.state ?? []) part.write(stateWrite(operation));
    for (const { log, batch, index } of this.done) part.settle(log.id, batch.first, index);
    for (const { receiver, lane, next } of this.moves) part.position(receiver.group.place(lane, next));
    for (const { queue, message } of unit.send ?? []) targets.queue(queue).send(part, message, targets.wall());
    for (const { stream, message } of unit.append ?? []) targets.stream(stream).append(part, message);
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

  private claimPositions(): void {
    for (const { receiver, positions } of this.unit.positions ?? []) {
      for (const { lane, next } of positions) {
        if (!(receiver instanceof EmbeddedStreamReceiver) || !receiver.owns(lane)) {
          throw engineErrors.SETTLED_LATE(`A position in partition ${lane} was committed by a receiver that does not hold it.`);
        }
        this.moves.push({ receiver, lane, next });
      }
    }
  }

  private claimLeases(): void {
    for (const { receiver, settlements } of this.unit.settle ?? []) {
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

function checkMessage(queue: EmbeddedQueue, message: QueueMessage): void {
  const { priority = 0, notBefore } = message;
  checkData(queue.name, message);
  if (!Number.isInteger(priority) || priority < 0 || priority > 9) throw malformed(queue.name, `has priority ${priority}, not 0 to 9`);
  if (notBefore !== undefined && !Number.isFinite(notBefore)) throw malformed(queue.name, `has notBefore ${notBefore}, not milliseconds since 1970`);
}

function checkData(target: string, { data, id }: QueueMessage): void {
  if (!(data instanceof Uint8Array)) throw malformed(target, 'has data that is not bytes');
  if (typeof id !== 'string') throw malformed(target, 'has an id that is not text');
}

const malformed = (target: string, fault: string) => kernelErrors.MESSAGE_MALFORMED(`A message for "${target}" ${fault}.`);

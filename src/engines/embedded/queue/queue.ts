import type { QueueDeclaration, QueueDepth, ReceiverOptions } from '../../../driver/queue.ts';
import type { QueueMessage } from '../../../kernel/message.ts';
import { Assignment } from '../assignment.ts';
import { Exposure } from '../exposure.ts';
import { decodeBatch } from '../codec/decoder.ts';
import { hashKey } from '../codec/hash.ts';
import type { OpenPart } from '../commit/part.ts';
import type { Reader } from '../read/reader.ts';
import type { RecentBudget } from '../read/recent.ts';
import type { PositionWrite } from '../writer/protocol.ts';
import { logOf } from '../writer/protocol.ts';
import { recordState } from './batch.ts';
import type { QueueCursor } from './cursor.ts';
import type { Lease } from './lease.ts';
import { QueueLog } from './log.ts';
import type { ConsumedQueue } from './receiver.ts';
import type { QueueMemory } from './memory.ts';
import { EmbeddedQueueReceiver } from './receiver.ts';

const highestPriority = 9;

/** What a queue needs of its engine. */
export interface QueueSurroundings {
  readonly reader: Reader;
  readonly budget: RecentBudget;
  readonly recovered: boolean;
  readonly memory: QueueMemory;
  /** Commits what must be kept before the next receiver gets anything. */
  readonly place: (positions: readonly PositionWrite[]) => Promise<void>;
}

/** One queue. */
export class EmbeddedQueue implements ConsumedQueue {
  readonly id: number;
  readonly declaration: QueueDeclaration;
  /** Who owns which lane; `undefined`: order does not matter and everybody takes from one line. */
  readonly assignment: Assignment<EmbeddedQueueReceiver> | undefined;
  readonly sharedCursors: (QueueCursor | undefined)[] = [];
  /** By falling priority; `undefined`: nothing was ever sent with it. */
  readonly logs: (QueueLog | undefined)[] = Array.from({ length: highestPriority + 1 }, () => undefined);
  private readonly surroundings: QueueSurroundings;
  private readonly receivers = new Set<EmbeddedQueueReceiver>();
  private readonly exposure: Exposure;

  constructor(id: number, declaration: QueueDeclaration, surroundings: QueueSurroundings) {
    this.id = id;
    this.declaration = declaration;
    this.surroundings = surroundings;
    this.exposure = new Exposure(id, '', surroundings.recovered, surroundings.reader);
    this.assignment = declaration.lanes === 0 ? undefined : new Assignment(declaration.lanes);
    for (let priority = 0; priority <= highestPriority; priority += 1) {
      const { next } = surroundings.reader.extent(logOf(id, priority), false);
      if (next > 0) this.logOf(priority);
    }
  }

  get memory(): QueueMemory {
    return this.surroundings.memory;
  }

  get name(): string {
    return this.declaration.name;
  }

  logOf(priority: number): QueueLog {
    const known = this.logs[highestPriority - priority];
    if (known !== undefined) return known;
    const { reader, budget } = this.surroundings;
    const log = new QueueLog(logOf(this.id, priority), priority, this.declaration.deduplicationWindow, this.exposure.suspects, reader, budget, () => this.pump());
    this.logs[highestPriority - priority] = log;
    return log;
  }

  logWithId(id: number): QueueLog {
    return this.logOf(id - logOf(this.id, 0));
  }

  /** Adds a message to a unit. */
  send(part: OpenPart, message: QueueMessage, wall: number): void {
    const log = this.logOf(message.priority ?? 0);
    const hash = message.key === undefined ? 0 : hashKey(message.key);
    if (message.notBefore !== undefined && message.notBefore > wall) part.delay(log, message, hash, message.notBefore);
    else part.append(log, message, hash);
  }

  async consume(options: ReceiverOptions): Promise<EmbeddedQueueReceiver> {
    await this.exposure.add(options.prefetch, this.surroundings.place);
    const receiver = new EmbeddedQueueReceiver(this, options);
    this.receivers.add(receiver);
    this.assignment?.join(receiver);
    return receiver;
  }

  left(receiver: EmbeddedQueueReceiver): void {
    this.receivers.delete(receiver);
    this.exposure.remove(receiver.prefetch);
    this.assignment?.leave(receiver);
    this.pump();
  }

  /** Hands out what there is to whoever waits, by turns. */
  pump(): void {
    for (const receiver of [...this.receivers]) {
      if (!receiver.serve() || this.receivers.size === 1) continue;
      this.receivers.delete(receiver);
      this.receivers.add(receiver);
    }
  }

  /** A record went back to its place: whoever may take it looks there again. */
  rewind(lease: Lease): void {
    this.sharedCursors[lease.log.priority]?.rewind(lease.batch.first + lease.index);
    for (const receiver of this.receivers) receiver.rewind(lease);
  }

  depth(delayed: number, now: number): QueueDepth {
    const logs = this.logs.filter((log) => log !== undefined);
    const leased = logs.reduce((sum, log) => sum + log.leased, 0);
    const ready = logs.reduce((sum, log) => sum + log.remaining, 0) - leased;
    const oldest = logs.reduce((least, log) => Math.min(least, this.surroundings.reader.oldestTime(log.id) ?? now), now);
    return { ready, inFlight: leased, delayed, oldestAge: ready === 0 ? 0 : now - oldest };
  }

  peek(limit: number): QueueMessage[] {
    const found: QueueMessage[] = [];
    for (const log of this.logs) if (log !== undefined) peekLog(log, limit, found);
    return found;
  }

  async close(): Promise<void> {
    for (const receiver of [...this.receivers]) await receiver.close();
  }
}

function peekLog(log: QueueLog, limit: number, found: QueueMessage[]): void {
  for (let position = 0; found.length < limit; ) {
    const batches = log.from(position);
    if (batches.length === 0) return;
    for (const stored of batches) {
      const { states } = log.view(stored);
      const waiting = decodeBatch(stored.bytes).filter((_, index) => states[index] === recordState.waiting);
      found.push(...waiting.slice(0, limit - found.length));
      position = stored.first + stored.count;
    }
  }
}

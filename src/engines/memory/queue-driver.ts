import type { QueueDeclaration, QueueDepth, QueueDriver, QueueReceiver, ReceiverOptions } from '../../driver/queue.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import { MemoryQueue } from './queue.ts';
import { MemoryQueueReceiver } from './queue-receiver.ts';
import type { Refusals } from './refusals.ts';
import type { Storage } from './storage.ts';

/** Queues as one open engine sees them. */
export class MemoryQueues implements QueueDriver {
  readonly receivers = new Set<QueueReceiver>();
  private readonly storage: Storage;
  private readonly refusals: Refusals;
  private readonly usable: () => void;

  /** `usable` throws once the engine is closed. */
  constructor(storage: Storage, refusals: Refusals, usable: () => void) {
    this.storage = storage;
    this.refusals = refusals;
    this.usable = usable;
  }

  async declare(declaration: QueueDeclaration): Promise<void> {
    this.usable();
    this.refusals.queue(declaration);
    const known = this.storage.queues.get(declaration.name)?.declaration;
    if (known === undefined) this.storage.queues.set(declaration.name, new MemoryQueue({ ...declaration }, this.storage.clock));
    else if (known.lanes !== declaration.lanes || known.deduplicationWindow !== declaration.deduplicationWindow) throw differs(known, declaration);
  }

  async consume(name: string, options: ReceiverOptions): Promise<QueueReceiver> {
    this.usable();
    const receiver = new MemoryQueueReceiver(this.storage.queue(name), options, (closed) => this.receivers.delete(closed));
    this.receivers.add(receiver);
    return receiver;
  }

  async depth(name: string): Promise<QueueDepth> {
    this.usable();
    return this.storage.queue(name).depth();
  }

  async peek(name: string, limit: number): Promise<readonly QueueMessage[]> {
    this.usable();
    this.refusals.need('peek', true, '`peek`');
    return this.storage.queue(name).peek(limit);
  }

  async purge(name: string): Promise<number> {
    this.usable();
    return this.storage.queue(name).purge();
  }
}

function differs(known: QueueDeclaration, asked: QueueDeclaration): Error {
  const what = `The queue "${asked.name}" has ${known.lanes} lanes and a deduplication window of ${known.deduplicationWindow} ms, not ${asked.lanes} and ${asked.deduplicationWindow}.`;
  return engineErrors.QUEUE_DIFFERS({ what, details: { known, asked } });
}

import type { QueueDeclaration, QueueDepth, QueueDriver, QueueReceiver, ReceiverOptions } from '../../../driver/queue.ts';
import { engineErrors } from '../../../kernel/engine-errors.ts';
import type { QueueMessage } from '../../../kernel/message.ts';
import type { StoreClock } from '../clock.ts';
import type { DelayedReader } from '../read/delayed.ts';
import type { WriterClient } from '../writer/client.ts';
import type { QueueSurroundings } from './queue.ts';
import { EmbeddedQueue } from './queue.ts';
import { storedDeclaration } from '../read/channels.ts';

/** What the queues need of the engine beside their logs. */
export interface QueueServices {
  readonly writer: WriterClient;
  readonly clock: StoreClock;
  readonly delayed: DelayedReader;
  /** Moves messages whose time has come into their queues. */
  promote(): Promise<void>;
  /** Resolves once what was committed so far is applied. */
  settled(): Promise<void>;
}

/** The queues of a directory. */
export class EmbeddedQueues implements QueueDriver {
  private readonly queues = new Map<string, EmbeddedQueue>();
  private readonly byId = new Map<number, EmbeddedQueue>();
  private readonly surroundings: QueueSurroundings;
  private readonly services: QueueServices;

  constructor(surroundings: QueueSurroundings, services: QueueServices) {
    this.surroundings = surroundings;
    this.services = services;
  }

  async declare(queue: QueueDeclaration): Promise<void> {
    const declaration = { name: queue.name, lanes: queue.lanes, deduplicationWindow: queue.deduplicationWindow };
    const stored = storedDeclaration<QueueDeclaration>(this.surroundings.reader, 'queue', queue.name) ?? declaration;
    for (const option of ['lanes', 'deduplicationWindow'] as const) {
      if (stored[option] !== declaration[option]) {
        throw engineErrors.QUEUE_DIFFERS({
          what: `The queue "${queue.name}" was created with ${option} ${stored[option]}, and is declared with ${declaration[option]}.`,
          details: { option, created: stored[option], declared: declaration[option] },
        });
      }
    }
    const { id } = await this.services.writer.request<'declare'>({ kind: 'declare', channel: 'queue', name: queue.name, declaration: JSON.stringify(declaration) });
    if (!this.byId.has(id)) this.add(new EmbeddedQueue(id, declaration, this.surroundings));
  }

  /** Throws `QUEUE_UNKNOWN`. */
  get(name: string): EmbeddedQueue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw engineErrors.QUEUE_UNKNOWN(`There is no queue "${name}".`);
    return queue;
  }

  ofChannel(id: number): EmbeddedQueue | undefined {
    return this.byId.get(id);
  }

  async consume(queue: string, options: ReceiverOptions): Promise<QueueReceiver> {
    return this.get(queue).consume(options);
  }

  async depth(name: string): Promise<QueueDepth> {
    const queue = this.get(name);
    await this.services.promote();
    return queue.depth(this.services.delayed.count(queue.id), this.services.clock.now().time);
  }

  async peek(name: string, limit: number): Promise<readonly QueueMessage[]> {
    const queue = this.get(name);
    await this.services.promote();
    const waiting = queue.peek(limit);
    return waiting.length >= limit ? waiting : [...waiting, ...this.services.delayed.messages(queue.id, limit - waiting.length)];
  }

  async purge(name: string): Promise<number> {
    const queue = this.get(name);
    await this.services.settled();
    const logs = queue.logs.filter((log) => log !== undefined).map((log) => ({ log, next: log.next, leased: log.leases() }));
    const request = logs.length > 0 ? logs : [{ log: queue.logOf(0), next: 0, leased: [] }];
    const { removed, delayed } = await this.services.writer.request<'purge'>({ kind: 'purge', logs: request.map(({ log, next, leased }) => ({ log: log.id, next, leased })) });
    logs.forEach(({ log, next, leased }, index) => log.purged(next, leased, removed[index] ?? 0));
    return removed.reduce((sum, each) => sum + each, delayed);
  }

  async close(): Promise<void> {
    for (const queue of this.queues.values()) await queue.close();
  }

  private add(queue: EmbeddedQueue): void {
    this.queues.set(queue.name, queue);
    this.byId.set(queue.id, queue);
  }
}

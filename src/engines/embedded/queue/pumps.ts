import type { EmbeddedQueue } from './queue.ts';

/** Hands out messages once for all units of a group, so that receivers get them in bulk. */
export class Pumps {
  private readonly queues = new Set<EmbeddedQueue>();

  readonly soon = (queue: EmbeddedQueue): void => {
    if (this.queues.size === 0) queueMicrotask(() => this.run());
    this.queues.add(queue);
  };

  private run(): void {
    const queues = [...this.queues];
    this.queues.clear();
    for (const queue of queues) queue.pump();
  }
}

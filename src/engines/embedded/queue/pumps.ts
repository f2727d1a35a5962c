/** What hands out messages: a queue. */
export interface Pumped {
  pump(): void;
}

/** Hands out messages once for all units of a group, so that receivers get them in bulk. */
export class Pumps {
  private readonly queues = new Set<Pumped>();

  readonly soon = (queue: Pumped): void => {
    if (this.queues.size === 0) queueMicrotask(() => this.run());
    this.queues.add(queue);
  };

  private run(): void {
    const queues = [...this.queues];
    this.queues.clear();
    for (const queue of queues) queue.pump();
  }
}

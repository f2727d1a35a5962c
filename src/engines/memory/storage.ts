import type { Clock } from '../../kernel/clock.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import type { MemoryQueue } from './queue.ts';
import { MemoryState } from './state.ts';
import type { MemoryStream } from './stream.ts';

/** What outlives a crash: everything but who was connected. */
export class Storage {
  readonly clock: Clock;
  readonly state: MemoryState;
  readonly queues = new Map<string, MemoryQueue>();
  readonly streams = new Map<string, MemoryStream>();

  constructor(clock: Clock) {
    this.clock = clock;
    this.state = new MemoryState(clock);
  }

  queue(name: string): MemoryQueue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw engineErrors.QUEUE_UNKNOWN(`The queue "${name}" is not declared.`);
    return queue;
  }

  stream(name: string): MemoryStream {
    const stream = this.streams.get(name);
    if (stream === undefined) throw engineErrors.STREAM_UNKNOWN(`The stream "${name}" is not declared.`);
    return stream;
  }

  crash(): void {
    for (const queue of this.queues.values()) queue.crash();
    for (const stream of this.streams.values()) for (const group of stream.groups.values()) group.crash();
  }
}

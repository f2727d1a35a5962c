import { IsthmusError } from '../../kernel/error.ts';
import { QueueControl } from '../queue/administration.ts';

const together = 100;

/** What purging needs to know of the jobs of one operation. */
export interface Waiting {
  /** The ids of the jobs that wait. */
  queued(): Promise<readonly string[]>;
  /** How many messages of jobs that were cancelled are still in the queue. */
  withdrawn(): Promise<number>;
  cancel(id: string): Promise<unknown>;
}

/** What a person can do with the queue of an operation's jobs. */
export class JobControl extends QueueControl {
  readonly #waiting: Waiting;

  constructor(waiting: Waiting, ...queue: ConstructorParameters<typeof QueueControl>) {
    super(...queue);
    this.#waiting = waiting;
  }

  /** Says how many of the messages belong to jobs that were cancelled: they are only settled when they come. */
  override async depth() {
    const [depth, cancelled] = await Promise.all([super.depth(), this.#waiting.withdrawn()]);
    return { ...depth, cancelled };
  }

  /** Cancels the jobs that wait, so that nobody asks for them in vain; their messages are settled when they come. */
  override async purge(): Promise<number> {
    const ids = await this.#waiting.queued();
    let cancelled = 0;
    for (let first = 0; first < ids.length; first += together) {
      const done = await Promise.all(ids.slice(first, first + together).map((id) => this.#cancel(id)));
      cancelled += done.filter(Boolean).length;
    }
    return cancelled;
  }

  /** Whether it could still be cancelled. */
  async #cancel(id: string): Promise<boolean> {
    try {
      await this.#waiting.cancel(id);
      return true;
    } catch (error) {
      if (error instanceof IsthmusError && (error.code === 'JOB_FINISHED' || error.code === 'JOB_UNKNOWN')) return false;
      throw error;
    }
  }
}

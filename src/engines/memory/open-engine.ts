import type { EngineHealth, OpenEngine, Unit } from '../../driver/engine.ts';
import type { StateStore } from '../../driver/state-store.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import type { ErrorCategory } from '../../kernel/error.ts';
import { categoryOf } from '../../kernel/error.ts';
import { commit } from './commit.ts';
import { MemoryQueues } from './queue-driver.ts';
import type { Refusals } from './refusals.ts';
import type { Storage } from './storage.ts';
import { MemoryStreams } from './stream-driver.ts';

/** One opening of the engine, from `open` to `close` or a crash. */
export class OpenMemory implements OpenEngine {
  readonly queues: MemoryQueues | undefined;
  readonly streams: MemoryStreams | undefined;
  readonly state: StateStore | undefined;
  readonly recovered: boolean;
  private readonly storage: Storage;
  private readonly refusals: Refusals;
  private ended: 'closed' | 'crashed' | undefined;

  constructor(storage: Storage, refusals: Refusals, recovered: boolean) {
    this.storage = storage;
    this.refusals = refusals;
    this.recovered = recovered;
    const usable = () => this.usable();
    this.queues = refusals.offers('queue') ? new MemoryQueues(storage, refusals, usable) : undefined;
    this.streams = refusals.offers('stream') ? new MemoryStreams(storage, refusals, usable) : undefined;
    this.state = refusals.offers('state') ? guarded(storage.state, usable) : undefined;
  }

  async commit(unit: Unit): Promise<void> {
    this.usable();
    this.refusals.unit(unit);
    commit(this.storage, unit);
  }

  classify(error: unknown): ErrorCategory {
    return categoryOf(error);
  }

  async health(): Promise<EngineHealth> {
    return this.ended === undefined ? { ready: true } : { ready: false, reason: `The memory engine has ${this.ended}.` };
  }

  async close(): Promise<void> {
    if (this.ended !== undefined) return;
    this.ended = 'closed';
    const receivers = [...(this.queues?.receivers ?? []), ...(this.streams?.receivers ?? [])];
    await Promise.all(receivers.map((receiver) => receiver.close()));
  }

  /** Its process ended: whatever it still does has no effect. */
  crash(): void {
    this.ended ??= 'crashed';
  }

  private usable(): void {
    if (this.ended !== undefined) throw engineErrors.ENGINE_CLOSED(`The memory engine has ${this.ended}.`);
  }
}

function guarded(state: StateStore, usable: () => void): StateStore {
  return {
    get: async (...place) => (usable(), state.get(...place)),
    scan: async (...place) => (usable(), state.scan(...place)),
    count: async (...place) => (usable(), state.count(...place)),
  };
}

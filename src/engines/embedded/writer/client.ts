import { Worker } from 'node:worker_threads';
import { engineErrors } from '../../../kernel/engine-errors.ts';
import { storeFailure } from '../store/failure.ts';
import { errorOf } from './failure.ts';
import type { WriterGreeting, WriterOptions, WriterRequest, WriterResponse, WriterResults } from './protocol.ts';

/** The writer keeps little: without a limit its young objects take as much memory as the app's. */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 512 };

interface Pending {
  resolve(value: WriterResults[keyof WriterResults]): void;
  reject(error: unknown): void;
}

/** Talks to the writer's thread. Answers come in the order of the requests. */
export class WriterClient {
  /** Why the thread ended, where it did so by itself. */
  stopped: string | undefined;
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private readonly inbox: WriterResponse[] = [];
  private nextId = 0;

  private constructor(worker: Worker) {
    this.worker = worker;
    worker.on('message', (response: WriterResponse) => this.received(response));
    worker.on('error', (error) => this.stop(error.message));
    worker.on('exit', () => this.stop('the writer\'s thread ended'));
  }

  static async start(options: WriterOptions): Promise<{ client: WriterClient; ready: Extract<WriterGreeting, { ready: unknown }>['ready'] }> {
    const worker = new Worker(new URL(import.meta.resolve('#embedded-writer')), { workerData: options, resourceLimits });
    const greeting = await new Promise<WriterGreeting>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error) => reject(storeFailure(error, `starting the writer of ${options.directory}`)));
    });
    worker.removeAllListeners('error');
    if ('ready' in greeting) return { client: new WriterClient(worker), ready: greeting.ready };
    await worker.terminate();
    throw errorOf(greeting.failure);
  }

  request<K extends WriterRequest['kind']>(request: Extract<WriterRequest, { kind: K }>, transfer: ArrayBuffer[] = []): Promise<WriterResults[K]> {
    if (this.stopped !== undefined) return Promise.reject(this.stopError());
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      // The answer to a request of kind K is of kind K: the protocol says so, the map of pending ones can't.
      this.pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      this.worker.postMessage({ id, request }, transfer);
    });
  }

  /** Ends the thread once it has answered everything. */
  async close(): Promise<void> {
    if (this.stopped !== undefined) return;
    try {
      await this.request({ kind: 'close' });
    } finally {
      this.stopped = 'it was closed';
      await this.worker.terminate();
    }
  }

  /**
   * One answer in each turn of the event loop. A port hands over up to 1,000 messages in one turn, those too that arrive
   * meanwhile: a writer that keeps pace with what its answers set off would let nobody else have a turn.
   */
  private received(response: WriterResponse): void {
    if (this.inbox.push(response) === 1) setImmediate(this.turn);
  }

  private readonly turn = (): void => {
    const response = this.inbox.shift();
    if (this.inbox.length > 0) setImmediate(this.turn);
    if (response !== undefined) this.settle(response);
  };

  private settle(response: WriterResponse): void {
    const pending = this.pending.get(response.id);
    this.pending.delete(response.id);
    if ('failure' in response) pending?.reject(errorOf(response.failure));
    else pending?.resolve(response.value);
  }

  private stop(reason: string): void {
    for (const response of this.inbox.splice(0)) this.settle(response);
    this.stopped ??= reason;
    const pending = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of pending) reject(this.stopError());
  }

  private stopError(): Error {
    return engineErrors.ENGINE_CLOSED({ what: `The embedded engine takes no more work: ${this.stopped}.`, details: { reason: this.stopped } });
  }
}

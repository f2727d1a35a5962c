import assert from 'node:assert/strict';
import type { Engine, OpenEngine } from '../../src/driver/engine.ts';
import type { DeadLetterAdministration, QueueAdministration } from '../../src/driver/administration.ts';
import { queue } from '../../src/asynchronous/queue/index.ts';
import type { QueueOptions } from '../../src/asynchronous/queue/index.ts';
import { stream } from '../../src/asynchronous/stream/index.ts';
import type { StreamOptions } from '../../src/asynchronous/stream/index.ts';
import { handle, integration, link, service, silentLog } from '../../src/index.ts';
import type { Context, EmitOptions, Integration } from '../../src/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { wait, within } from '../expect.ts';
import type { ConformanceOptions, TestTime } from '../options.ts';
import { heard, said } from './contracts.ts';
import type { Said } from './contracts.ts';

export type Handle = (data: Said, context: Context) => void | Promise<void>;

/** Short waits, so that scenarios are quick; some backoff all the same. */
const quick = { backoff: { base: 5, cap: 20 } } as const;

/** What one scenario works with: apps on one engine, and words for what is done to them. */
export class AppWorld {
  readonly time: TestTime;
  readonly stillness: number;
  private readonly patience: number;
  private readonly options: ConformanceOptions;
  private readonly engine: Engine;
  private open: OpenEngine | undefined;
  private app: Integration | undefined;

  private constructor(engine: Engine, options: ConformanceOptions) {
    this.engine = engine;
    this.options = options;
    this.patience = options.patience ?? 10_000;
    this.stillness = options.stillness ?? 100;
    this.time = options.time ?? { clock: systemClock, pass: wait };
  }

  static async run(options: ConformanceOptions, body: (world: AppWorld) => Promise<void>): Promise<void> {
    const engine = await options.engine();
    const world = new AppWorld(engine, options);
    try {
      await body(world);
    } finally {
      await world.stop();
      await options.cleanup?.(engine);
    }
  }

  /** Starts an app whose one queue is handled by `work`; what that emits is handled by `hear`. */
  async startQueue(work: Handle, options: QueueOptions = {}, hear: Handle = () => undefined): Promise<void> {
    const worker = service('worker', [handle(said, work)]);
    const listener = service('listener', [handle(heard, hear)]);
    await this.start([worker, listener], [
      link({ from: worker, to: worker, contract: said, via: queue({ ...quick, ...options }) }),
      link({ from: worker, to: listener, contract: heard, via: queue(quick) }),
    ]);
  }

  /** Starts an app whose one stream is read by `one` and, where given, by `two`. */
  async startStream(one: Handle, two: Handle | undefined, options: StreamOptions = {}): Promise<void> {
    const readers = [service('one', [handle(said, one)]), ...(two === undefined ? [] : [service('two', [handle(said, two)])])];
    await this.start(readers, [link({ from: 'one', to: readers, contract: said, via: stream({ ...quick, partitions: 2, ...options }) })]);
  }

  get running(): Integration {
    assert.ok(this.app, 'The app runs.');
    return this.app;
  }

  say(id: string, key = 'k', options?: EmitOptions): Promise<void> {
    return this.running.emit(said, { id, key }, options);
  }

  queue(): Promise<QueueAdministration> {
    return this.running.queue(said);
  }

  async deadLetters(): Promise<DeadLetterAdministration> {
    return (await this.queue()).deadLetters;
  }

  /** Stops the app and closes its engine. */
  async stop(): Promise<void> {
    const { app } = this;
    this.app = undefined;
    if (app !== undefined) await within(app.stop(), this.patience, 'The end of the app');
  }

  /** Ends the engine under the running app, which then can do nothing more. */
  async crash(): Promise<void> {
    assert.ok(this.options.crash && this.open, 'The suite was told how to crash the engine.');
    await this.options.crash(this.engine, this.open);
    // What is left of the app can do nothing any more; it ends in its own time.
    void this.app?.stop().catch(() => undefined);
    this.app = undefined;
  }

  /** Waits until it holds, letting a little time pass between looks. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + this.patience; !(await holds()); ) {
      assert.ok(Date.now() < end, `${what} within ${this.patience} ms.`);
      await this.time.pass(5);
      await wait(1);
    }
  }

  /** Watches a while for what must not happen. */
  async still(): Promise<void> {
    for (const end = Date.now() + this.stillness; Date.now() < end; ) {
      await this.time.pass(5);
      await wait(1);
    }
  }

  private async start(services: Parameters<typeof integration>[0]['services'], links: Parameters<typeof integration>[0]['links']): Promise<void> {
    this.app = integration({ name: 'conformance', engine: this.watched(), services, links, http: false, log: silentLog, clock: this.time.clock });
    await within(this.app.start(), this.patience, 'The start of the app');
  }

  /** The engine, whose open form is kept for a crash. */
  private watched(): Engine {
    const open: Engine['open'] = async (environment) => (this.open = await this.engine.open(environment));
    return Object.create(this.engine, { open: { value: open, enumerable: true } }) as Engine;
  }
}

import type { EngineEnvironment, EngineHealth, OpenEngine, Unit } from '../../driver/engine.ts';
import type { Clock } from '../../kernel/clock.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import type { ErrorCategory } from '../../kernel/error.ts';
import { categoryOf } from '../../kernel/error.ts';
import { Alarms } from './alarms.ts';
import { StoreClock } from './clock.ts';
import { Committer } from './commit/committer.ts';
import { addContents, checkContents, hasContents, isPlain } from './commit/contents.ts';
import { RunningUnit } from './commit/unit.ts';
import type { EmbeddedOptions } from './options.ts';
import { EmbeddedQueues } from './queue/driver.ts';
import { QueueMemory } from './queue/memory.ts';
import { Pumps } from './queue/pumps.ts';
import { DelayedReader } from './read/delayed.ts';
import { Reader } from './read/reader.ts';
import { RecentBudget } from './read/recent.ts';
import { EmbeddedState } from './state.ts';
import { makeDirectory } from './store/directory.ts';
import { storeFailure } from './store/failure.ts';
import { Owner } from './store/owner.ts';
import { EmbeddedStreams } from './stream/driver.ts';
import { WriterClient } from './writer/client.ts';
import type { Appended, PositionWrite, WriterGreeting } from './writer/protocol.ts';
import { channelOf } from './writer/protocol.ts';

type Ready = Extract<WriterGreeting, { ready: unknown }>['ready'];

/** How long a fault of the files makes the engine not ready, milliseconds, where nothing is tried meanwhile. */
const faultCounts = 10_000;

/** An open directory. */
export class EmbeddedEngine implements OpenEngine {
  readonly queues: EmbeddedQueues;
  readonly streams: EmbeddedStreams;
  readonly state: EmbeddedState;
  readonly recovered: boolean;
  private readonly owner: Owner;
  private readonly writer: WriterClient;
  private readonly reader: Reader;
  private readonly committer: Committer;
  private readonly alarms: Alarms;
  private readonly targets;
  private readonly clock: Clock;
  /** Why the last group failed, and when. */
  private fault: { readonly error: unknown; readonly at: number } | undefined;
  private closing: Promise<void> | undefined;

  private constructor(owner: Owner, writer: WriterClient, ready: Ready, reader: Reader, options: EmbeddedOptions, { clock, log }: EngineEnvironment) {
    const storeClock = new StoreClock(clock, ready.time);
    const budget = new RecentBudget(options.memory);
    this.clock = clock;
    this.owner = owner;
    this.writer = writer;
    this.reader = reader;
    this.recovered = !ready.clean;
    this.committer = new Committer(writer, storeClock, options.maxPending, {
      delayed: (messages) => this.alarms.delayed(messages),
      ended: (error) => this.ended(error),
    });
    this.alarms = new Alarms(clock, storeClock, writer, {
      deliver: (batches) => this.deliver(batches),
      changed: (log, before) => this.streams.ofChannel(channelOf(log))?.forget(log, before),
      failed: (error) => log.warn('The embedded engine could not do its housekeeping.', { error: String(error) }),
    });
    this.queues = new EmbeddedQueues(
      { reader, budget, recovered: this.recovered, memory: new QueueMemory(options.memory), place: (positions) => this.place(positions) },
      { writer, clock: storeClock, delayed: new DelayedReader(reader), promote: () => this.alarms.promote(), settled: () => this.committer.drained() },
    );
    this.streams = new EmbeddedStreams({ writer, reader, budget, recovered: this.recovered, place: (positions) => this.place(positions) });
    this.state = new EmbeddedState(reader, storeClock);
    const pumps = new Pumps();
    this.targets = {
      queue: (name: string) => this.queues.get(name),
      stream: (name: string) => this.streams.get(name),
      wall: () => clock.now(),
      pumpSoon: pumps.soon,
    };
    this.alarms.start(ready.nextDue);
  }

  static async open(options: EmbeddedOptions, environment: EngineEnvironment): Promise<EmbeddedEngine> {
    const { directory, durability } = options;
    makeDirectory(directory);
    const owner = new Owner(directory);
    let writer: WriterClient | undefined;
    try {
      const started = await WriterClient.start({ directory, durability });
      writer = started.client;
      return new EmbeddedEngine(owner, writer, started.ready, new Reader(directory), options, environment);
    } catch (error) {
      await writer?.close().catch(() => undefined);
      owner.release();
      throw storeFailure(error, `opening ${directory}`);
    }
  }

  commit(unit: Unit): Promise<void> {
    try {
      if (this.closing !== undefined) throw engineErrors.ENGINE_CLOSED('The embedded engine was closed.');
      this.committer.admit();
      return isPlain(unit) ? this.add(unit) : this.run(new RunningUnit(unit, this.targets));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  classify(error: unknown): ErrorCategory {
    return categoryOf(storeFailure(error, 'using the embedded engine'));
  }

  async health(): Promise<EngineHealth> {
    if (this.closing !== undefined) return { ready: false, reason: 'The engine was closed.' };
    if (this.writer.stopped !== undefined) return { ready: false, reason: `The writer stopped: ${this.writer.stopped}.` };
    const { fault } = this;
    // Nothing is sent to an app that is not ready, so that only a new try can tell that the fault is gone.
    if (fault !== undefined && this.clock.monotonic() - fault.at < faultCounts) return { ready: false, reason: fault.error instanceof Error ? fault.error.message : String(fault.error) };
    return { ready: true };
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  /** What only adds keeps nothing until it is committed. */
  private add(unit: Unit): Promise<void> {
    checkContents(unit, this.targets);
    if (!hasContents(unit)) return Promise.resolve();
    return this.committer.add(false, (part) => {
      addContents(part, unit, this.targets);
      return part.ended;
    });
  }

  private run(unit: RunningUnit): Promise<void> {
    if (!unit.durable) {
      unit.succeeded();
      return Promise.resolve();
    }
    try {
      return this.committer.add(unit.conditional, (part) => unit.fill(part));
    } catch (error) {
      unit.failed(error);
      throw error;
    }
  }

  private place(positions: readonly PositionWrite[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.committer.add(false, (part) => {
        for (const position of positions) part.position(position);
        part.addUnit({ succeeded: resolve, failed: reject });
      });
    });
  }

  private deliver(batches: readonly Appended[]): void {
    for (const batch of batches) {
      const queue = this.queues.ofChannel(channelOf(batch.log));
      queue?.logWithId(batch.log).appended(batch);
    }
  }

  private ended(error: unknown): void {
    this.fault = error === undefined ? undefined : { error, at: this.clock.monotonic() };
  }

  private async shutDown(): Promise<void> {
    try {
      await this.queues.close();
      await this.streams.close();
      await this.alarms.close();
      await this.committer.drained();
      // The writer is the last to close, so that it empties and removes the write-ahead log.
      this.reader.close();
      await this.writer.close();
    } finally {
      this.owner.release();
    }
  }
}

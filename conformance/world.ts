import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Delivery, Settlement } from '../src/driver/delivery.ts';
import type { Engine, OpenEngine } from '../src/driver/engine.ts';
import type { QueueDeclaration, QueueDriver, QueueReceiver, ReceiverOptions } from '../src/driver/queue.ts';
import type { StateStore } from '../src/driver/state-store.ts';
import type { StreamDeclaration, StreamDriver, StreamReceiver, SubscribeOptions } from '../src/driver/stream.ts';
import { systemClock } from '../src/kernel/clock.ts';
import type { QueueMessage } from '../src/kernel/message.ts';
import { ids, wait, within } from './expect.ts';
import type { ConformanceOptions, TestTime } from './options.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** What one scenario works with: an open engine and short words for what is done to it. */
export class World {
  readonly engine: Engine;
  readonly patience: number;
  readonly stillness: number;
  readonly time: TestTime;
  private readonly options: ConformanceOptions;
  private running: OpenEngine | undefined;

  private constructor(engine: Engine, options: ConformanceOptions) {
    this.engine = engine;
    this.options = options;
    this.patience = options.patience ?? 10_000;
    this.stillness = options.stillness ?? 100;
    this.time = options.time ?? { clock: systemClock, pass: wait };
  }

  /** Runs one scenario on a fresh engine and closes it whatever happens. */
  static async run(options: ConformanceOptions, body: (world: World) => Promise<void>): Promise<void> {
    const engine = await options.engine();
    const world = new World(engine, options);
    try {
      await world.start();
      await body(world);
    } finally {
      await world.stop();
      await options.cleanup?.(engine);
    }
  }

  get open(): OpenEngine {
    assert.ok(this.running, 'The engine is open.');
    return this.running;
  }

  get queues(): QueueDriver {
    assert.ok(this.open.queues, 'An engine that offers "queue" has a queue driver.');
    return this.open.queues;
  }

  get streams(): StreamDriver {
    assert.ok(this.open.streams, 'An engine that offers "stream" has a stream driver.');
    return this.open.streams;
  }

  get state(): StateStore {
    assert.ok(this.open.state, 'An engine that offers "state" has a state store.');
    return this.open.state;
  }

  now(): number {
    return this.time.clock.now();
  }

  async pass(milliseconds: number): Promise<void> {
    await this.time.pass(milliseconds);
  }

  name(kind: string): string {
    return `${kind}-${randomUUID().slice(0, 8)}`;
  }

  message(id: string, more: Partial<QueueMessage> = {}): QueueMessage {
    return { id, source: '/conformance', type: 'conformance.said', time: this.now(), data: new TextEncoder().encode(`"${id}"`), ...more };
  }

  /** Messages with the ids `prefix`0, `prefix`1, … */
  messages(count: number, prefix = 'm', more: Partial<QueueMessage> = {}): QueueMessage[] {
    return Array.from({ length: count }, (_, index) => this.message(`${prefix}${index}`, more));
  }

  /** Declares a queue; without lanes unless told otherwise. */
  async queue(more: Partial<QueueDeclaration> = {}): Promise<string> {
    const declaration = { name: this.name('queue'), lanes: 0, deduplicationWindow: 0, ...more };
    await this.queues.declare(declaration);
    return declaration.name;
  }

  /** Declares a stream; of one partition that keeps all unless told otherwise. */
  async stream(more: Partial<StreamDeclaration> = {}): Promise<string> {
    const declaration = { name: this.name('stream'), partitions: 1, retentionTime: 0, retentionSize: 0, compact: false, ...more };
    await this.streams.declare(declaration);
    return declaration.name;
  }

  async send(queue: string, ...messages: readonly QueueMessage[]): Promise<void> {
    await this.soon(this.open.commit({ send: messages.map((message) => ({ queue, message })) }), 'The end of a send');
  }

  async append(stream: string, ...messages: readonly QueueMessage[]): Promise<void> {
    await this.soon(this.open.commit({ append: messages.map((message) => ({ stream, message })) }), 'The end of an append');
  }

  consume(queue: string, more: Partial<ReceiverOptions> = {}): Promise<QueueReceiver> {
    return this.queues.consume(queue, { prefetch: 1_000, ...more });
  }

  subscribe(stream: string, group: string, more: Partial<SubscribeOptions> = {}): Promise<StreamReceiver> {
    return this.streams.subscribe(stream, group, { from: 'beginning', window: 1_000, ...more });
  }

  /** Receives until there are `count` deliveries, never more. */
  async take(receiver: QueueReceiver | StreamReceiver, count: number): Promise<Delivery[]> {
    const taken: Delivery[] = [];
    while (taken.length < count) {
      const deliveries = await this.soon(receiver.receive(count - taken.length), `Delivery ${taken.length + 1} of ${count} (so far ${ids(taken).join(', ')})`);
      assert.ok(deliveries.length > 0, 'A receiver that is open never answers with nothing.');
      assert.ok(deliveries.length <= count - taken.length, 'A receiver never gives more than it was asked for.');
      taken.push(...deliveries);
    }
    return taken;
  }

  settle(receiver: QueueReceiver, deliveries: readonly Delivery[], outcome: Settlement['outcome'] = 'done'): Promise<void> {
    return this.open.commit({ settle: [{ receiver, settlements: deliveries.map((delivery) => ({ delivery, outcome })) }] });
  }

  /** Everything of these lanes before the last of these deliveries, and it, is done. */
  advance(receiver: StreamReceiver, deliveries: readonly Delivery[]): Promise<void> {
    const next = new Map<number, number>();
    for (const { lane, position } of deliveries) next.set(lane, Math.max(next.get(lane) ?? 0, position + 1));
    return this.open.commit({ positions: [{ receiver, positions: Array.from(next, ([lane, place]) => ({ lane, next: place })) }] });
  }

  /** Takes and settles. */
  async handle(receiver: QueueReceiver, count: number): Promise<Delivery[]> {
    const taken = await this.take(receiver, count);
    await this.settle(receiver, taken);
    return taken;
  }

  /** Nothing more comes. The call that watched stays pending, so this is the last use of a receiver. */
  async nothing(receiver: QueueReceiver | StreamReceiver, why: string): Promise<void> {
    const more = await Promise.race([receiver.receive(1), wait(this.stillness).then(() => [])]);
    assert.deepEqual(ids(more), [], why);
  }

  /** A call of `receive` still waits after a while. */
  async waits(receiving: Promise<readonly Delivery[]>, why: string): Promise<void> {
    const came = await Promise.race([receiving, wait(this.stillness)]);
    assert.equal(came === undefined ? undefined : ids(came).join(', '), undefined, why);
  }

  soon<T>(work: Promise<T>, what: string): Promise<T> {
    return within(work, this.patience, what);
  }

  /** Waits until it holds, letting `step` milliseconds pass between looks. */
  async until(what: string, step: number, holds: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + this.patience; !(await holds()); ) {
      assert.ok(Date.now() < end, `${what} within ${this.patience} ms.`);
      await this.pass(step);
      await wait(1);
    }
  }

  /** Closes the engine and opens it again. */
  async reopen(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Crashes the engine and opens it again. */
  async crash(): Promise<void> {
    assert.ok(this.options.crash, 'The suite was told how to crash the engine.');
    await this.options.crash(this.engine, this.open);
    await this.start();
  }

  private async start(): Promise<void> {
    this.running = await this.soon(this.engine.open({ clock: this.time.clock, log: quiet }), 'The opening of the engine');
  }

  private async stop(): Promise<void> {
    await this.soon(this.running?.close() ?? Promise.resolve(), 'The end of the engine');
  }
}

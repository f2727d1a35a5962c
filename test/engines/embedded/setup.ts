import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Delivery } from '../../../src/driver/delivery.ts';
import type { OpenEngine, Unit } from '../../../src/driver/engine.ts';
import type { QueueDriver, QueueReceiver } from '../../../src/driver/queue.ts';
import type { StateStore } from '../../../src/driver/state-store.ts';
import type { StreamDriver } from '../../../src/driver/stream.ts';
import { embedded } from '../../../src/engines/embedded/engine.ts';
import type { EmbeddedGiven } from '../../../src/engines/embedded/options.ts';
import type { Clock } from '../../../src/kernel/clock.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { plainMessage } from '../../../src/kernel/message.ts';
import type { QueueMessage } from '../../../src/kernel/message.ts';

export const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Opened extends OpenEngine {
  readonly queues: QueueDriver;
  readonly streams: StreamDriver;
  readonly state: StateStore;
}

/** A directory that goes away with the test. */
export function directoryFor(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-embedded-'));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Opens the engine; it is closed with the test at the latest. */
export async function open(context: TestContext, directory: string, clock: Clock = systemClock, options: Omit<EmbeddedGiven, 'directory'> = {}): Promise<Opened> {
  const engine = await embedded({ directory, ...options }).open({ clock, log: quiet });
  context.after(() => engine.close());
  const { queues, streams, state } = engine;
  if (queues === undefined || streams === undefined || state === undefined) throw new Error('the embedded engine lacks a part');
  return engine as Opened;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (data: Uint8Array): string => new TextDecoder().decode(data);

export function message(id: string, more: Partial<QueueMessage> = {}): QueueMessage {
  return { id, source: '/test', type: 'test.happened', time: 1_700_000_000_000, data: bytes(id), ...more };
}

export const sending = (queue: string, ...messages: QueueMessage[]): Unit => ({ send: messages.map((each) => ({ queue, message: each })) });
export const appending = (stream: string, ...messages: QueueMessage[]): Unit => ({ append: messages.map((each) => ({ stream, message: each })) });
export const done = (receiver: QueueReceiver, ...deliveries: Delivery[]): Unit => ({
  settle: [{ receiver, settlements: deliveries.map((delivery) => ({ delivery, outcome: 'done' })) }],
});
export const released = (receiver: QueueReceiver, ...deliveries: Delivery[]): Unit => ({
  settle: [{ receiver, settlements: deliveries.map((delivery) => ({ delivery, outcome: 'release' })) }],
});

export const ids = (deliveries: readonly Delivery[]): string[] => deliveries.map((delivery) => delivery.message.id);

/** Receives exactly `count` messages. */
export async function take(receiver: { receive(maximum: number): Promise<readonly Delivery[]> }, count: number): Promise<Delivery[]> {
  const taken: Delivery[] = [];
  while (taken.length < count) {
    const some = await receiver.receive(count - taken.length);
    if (some.length === 0) break;
    taken.push(...some);
  }
  return taken;
}

/** Whether nothing comes within a short time. The waiting call of `receive` stays. */
export async function nothingComes(pending: Promise<unknown>): Promise<boolean> {
  return Promise.race([pending.then(() => false), new Promise<boolean>((resolve) => setTimeout(resolve, 60, true))]);
}

export { until } from '../../until.ts';

export const withCode = (code: string) => (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === code;

/** What a message says, without what it does not say; its body as bare bytes. */
export function said(message: QueueMessage): QueueMessage {
  const all = Object.entries(plainMessage(message)).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(all) as object as QueueMessage), data: new Uint8Array(message.data) };
}

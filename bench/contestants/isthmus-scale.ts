import { handle, integration, link, service } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { queue } from 'isthmus/queue';
import { stream } from 'isthmus/stream';
import { bookedAs } from './bookings.ts';
import { offer } from '../harness/contestant.ts';
import { inFlight } from '../harness/flow.ts';
import { booking } from '../harness/payload.ts';
import type { Booking } from '../harness/payload.ts';
import { Tap } from '../harness/tap.ts';

interface ScaleTask {
  readonly directory: string;
  readonly queues: number;
  readonly keys: number;
}

interface FillTask extends ScaleTask {
  readonly streamed: number;
  readonly queued: number;
}

interface ProbeTask extends ScaleTask {
  /** Messages of each probe, and before it. */
  readonly probe: number;
  readonly warmup: number;
}

type Account = Booking & { readonly account: string };

const never = new Promise<void>(() => {});
const logged = bookedAs('scale.logged');
const probed = bookedAs('scale.probed');
const queuedEvents = (count: number) => Array.from({ length: count }, (_, index) => bookedAs(`scale.queue${index}`));
const account = (index: number, keys: number): Account => ({ ...booking(index), account: `account-${index % keys}` });

/** What is taken from the queues stays with its handler; the log's reader and the probe's handler are the caller's. */
function make(task: ScaleTask, reader: string, read: () => void | Promise<void>, probe: () => void | Promise<void>) {
  const events = queuedEvents(task.queues);
  const desk = service('desk', [handle(probed, probe), ...events.map((each) => handle(each, () => never))]);
  const readerService = service(reader, [handle(logged, read)]);
  const app = integration({
    name: 'bench',
    engine: embedded({ directory: task.directory }),
    services: [desk, readerService],
    links: [
      ...[probed, ...events].map((contract) => link({ from: desk, to: desk, contract, via: queue({ order: 'key', concurrency: 16 }) })),
      link({ from: desk, to: readerService, contract: logged, via: stream({ partitions: 8, from: 'beginning' }) }),
    ],
    http: false,
    drainWithin: '1s',
  });
  return { app, events };
}

/** The log's first reader only waits, so that nothing but writing is done. */
async function fill(task: FillTask): Promise<{ readonly streamed: number; readonly queued: number }> {
  const { app, events } = make(task, 'filler', () => never, () => never);
  await app.start();
  const streamed = await rate(task.streamed, (index) => app.emit(logged, account(index, task.keys)));
  const queued = await rate(task.queued, (index) => app.emit(events[index % events.length] ?? probed, account(index, task.keys)));
  await app.stop();
  return { streamed, queued };
}

async function rate(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await inFlight(count, 500, work);
  return (count * 1_000) / (performance.now() - start);
}

/** Starts on what is there; queue in and out, stream append and read back, each after a warm-up. */
async function probe({ probe: count, warmup, ...task }: ProbeTask) {
  const queueTap = new Tap();
  const streamTap = new Tap();
  const { app } = make(task, `reader${process.pid}`, () => streamTap.take(), () => queueTap.take());
  const start = performance.now();
  await app.start();
  const ready = performance.now() - start;
  const idleMemory = process.memoryUsage.rss() / 1e6;
  const queued = (index: number) => app.emit(probed, account(index, task.keys));
  const streamed = (index: number) => app.emit(logged, account(index, task.keys));
  await Promise.all([rate(warmup, queued), queueTap.allow(warmup)]);
  const queueIn = await rate(count, queued);
  const queueOut = await passing(count, queueTap);
  await Promise.all([rate(warmup, streamed), streamTap.allow(warmup)]);
  const append = await rate(count, streamed);
  const read = await passing(count, streamTap);
  const memory = Math.max(idleMemory, process.memoryUsage.rss() / 1e6);
  await app.stop();
  return { ready, idleMemory, memory, queueIn, queueOut, append, read };
}

async function passing(count: number, tap: Tap): Promise<number> {
  const start = performance.now();
  await tap.allow(count);
  return (count * 1_000) / (performance.now() - start);
}

offer({ fill, probe });

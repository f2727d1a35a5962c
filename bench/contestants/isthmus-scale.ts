import { handle, integration, link, service } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { queue } from 'isthmus/queue';
import { stream } from 'isthmus/stream';
import { bookedAs } from './bookings.ts';
import { offer } from '../harness/contestant.ts';
import { Arrivals, inFlight } from '../harness/flow.ts';
import { booking, indexOf } from '../harness/payload.ts';
import type { Booking } from '../harness/payload.ts';

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
  /** Messages of each probe. */
  readonly probe: number;
}

type Account = Booking & { readonly account: string };

const never = new Promise<void>(() => {});
const logged = bookedAs('scale.logged');
const probed = bookedAs('scale.probed');
const queuedEvents = (count: number) => Array.from({ length: count }, (_, index) => bookedAs(`scale.queue${index}`));
const account = (index: number, keys: number): Account => ({ ...booking(index), account: `account-${index % keys}` });

/** What is taken from the queues stays with its handler; the log's reader and the probe's handler are the caller's. */
function make(task: ScaleTask, reader: string, read: (message: Booking) => void | Promise<void>, probe: (message: Booking) => void | Promise<void>) {
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
  await inFlight(count, 1_000, work);
  return (count * 1_000) / (performance.now() - start);
}

/** Starts on what is there; queue in and out, stream append and read back; memory at its highest. */
async function probe(task: ProbeTask) {
  const through = new Arrivals(task.probe);
  const reading = { count: 0, open: Promise.withResolvers<void>(), done: Promise.withResolvers<void>() };
  const gate = Promise.withResolvers<void>();
  let open = false;
  const { app } = make(task, `reader${process.pid}`, (message) => readSome(reading, task.probe, message), (message) => (open ? through.add(indexOf(message)) : gate.promise.then(() => through.add(indexOf(message)))));
  const start = performance.now();
  await app.start();
  const ready = performance.now() - start;
  const idleMemory = process.memoryUsage.rss() / 1e6;
  const queueIn = await rate(task.probe, (index) => app.emit(probed, account(index, task.keys)));
  const queueOut = await duringRate(task.probe, through.complete, () => ((open = true), gate.resolve()));
  const append = await rate(task.probe, (index) => app.emit(logged, account(index, task.keys)));
  const read = await duringRate(task.probe, reading.done.promise, () => reading.open.resolve());
  const memory = Math.max(idleMemory, process.memoryUsage.rss() / 1e6);
  await app.stop();
  return { ready, idleMemory, memory, queueIn, queueOut, append, read };
}

/** Waits for the gate, counts, and stops at the count: the rest of the log is nobody's business. */
function readSome(reading: { count: number; readonly open: PromiseWithResolvers<void>; readonly done: PromiseWithResolvers<void> }, wanted: number, _message: Booking): void | Promise<void> {
  reading.count += 1;
  if (reading.count === 1) return reading.open.promise;
  if (reading.count === wanted) reading.done.resolve();
  return reading.count > wanted ? never : undefined;
}

async function duringRate(count: number, done: Promise<void>, begin: () => void): Promise<number> {
  const start = performance.now();
  begin();
  await done;
  return (count * 1_000) / (performance.now() - start);
}

offer({ fill, probe });

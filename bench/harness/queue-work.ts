import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Figures } from './benchmark.ts';
import { offer } from './contestant.ts';
import { meter, rateFigures } from './cpu.ts';
import { Arrivals, inFlight, paced } from './flow.ts';
import { booking, indexOf } from './payload.ts';
import type { Purpose, QueueContestant } from './queue-contestant.ts';
import type { Service } from './services.ts';
import { quantile } from './statistics.ts';

export interface QueueTask {
  /** The place of the purpose in `purposes`. */
  readonly kind: number;
  readonly messages: number;
  readonly warmup: number;
  readonly inFlight: number;
  readonly perSecond: number;
  readonly saturated: number;
  readonly directory: string;
  readonly service: Service | undefined;
}

export const purposes: readonly Purpose[] = ['bulk', 'single', 'latency'];

/** Makes a process a contestant of the queue benchmarks. */
export function offerQueue(contestant: QueueContestant): void {
  offer({ measure: (task: QueueTask) => measureQueue(contestant, task) });
}

/** One run of a queue. */
export async function measureQueue(contestant: QueueContestant, task: QueueTask): Promise<Figures> {
  const purpose = purposes[task.kind] ?? 'bulk';
  await contestant.open(task.directory, purpose);
  try {
    return await { bulk, single, latency }[purpose](contestant, task);
  } finally {
    await contestant.close();
  }
}

/** All in, then all out through a handler. */
async function bulk(contestant: QueueContestant, task: QueueTask): Promise<Figures> {
  await sendBulk(contestant, 0, task.warmup);
  const entered = meter(task.service);
  await sendBulk(contestant, task.warmup, task.messages);
  const figures = rateFigures('in', task.messages, entered());
  return { ...figures, ...(await drain(contestant, task)) };
}

async function sendBulk(contestant: QueueContestant, first: number, count: number): Promise<void> {
  const { batch, parallel } = contestant.bulk;
  await inFlight(Math.ceil(count / batch), parallel, (index) => {
    const from = first + index * batch;
    return contestant.sendMany(Array.from({ length: Math.min(batch, first + count - from) }, (_, each) => booking(from + each)));
  });
}

/** The clock starts once the warm-up's messages are through. */
async function drain(contestant: QueueContestant, task: QueueTask): Promise<Figures> {
  const arrivals = new Arrivals(task.warmup + task.messages);
  let left: ReturnType<typeof meter> | undefined;
  let counted = 0;
  await contestant.consume((message) => {
    arrivals.add(indexOf(message));
    if (left !== undefined || arrivals.count < task.warmup) return;
    left = meter(task.service);
    counted = arrivals.count;
  });
  await arrivals.complete;
  return left === undefined ? {} : rateFigures('out', task.warmup + task.messages - counted, left());
}

/** Awaited one by one, so many at the same time. */
async function single(contestant: QueueContestant, task: QueueTask): Promise<Figures> {
  await inFlight(task.warmup, task.inFlight, (index) => contestant.send(booking(index)));
  const sent = meter(task.service);
  await inFlight(task.messages, task.inFlight, (index) => contestant.send(booking(task.warmup + index)));
  return rateFigures('single', task.messages, sent());
}

/** From the call that sends to the start of the handler, at a steady rate; then the event loop's delay while the queue is full. */
async function latency(contestant: QueueContestant, task: QueueTask): Promise<Figures> {
  const steady = task.warmup + task.messages;
  const sentAt = new Float64Array(steady);
  const waited = new Float64Array(steady);
  const arrivals = new Arrivals(steady);
  let handled = 0;
  await contestant.consume((message) => {
    handled += 1;
    const index = indexOf(message);
    if (index >= steady) return;
    waited[index] = performance.now() - (sentAt[index] ?? 0);
    arrivals.add(index);
  });
  const cost = meter(task.service);
  await paced(steady, task.perSecond, (index) => {
    sentAt[index] = performance.now();
    return contestant.send(booking(index));
  });
  await arrivals.complete;
  const { 'steady.cpu': cpu, 'steady.server': server } = rateFigures('steady', steady, cost());
  const counted = waited.subarray(task.warmup);
  const figures = { p50: quantile(counted, 0.5), p99: quantile(counted, 0.99), 'p50.cpu': cpu ?? 0, 'p50.server': server ?? 0 };
  return { ...figures, ...(await saturate(contestant, steady, task, () => handled)) };
}

/** Milliseconds between two samples of the event loop; a sample includes them. */
const resolution = 1;

async function saturate(contestant: QueueContestant, first: number, task: QueueTask, handled: () => number): Promise<Figures> {
  const before = handled();
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const cost = meter(task.service);
  await sendBulk(contestant, first, task.saturated);
  while (handled() - before < task.saturated) await new Promise((resolve) => setTimeout(resolve, 5));
  const { seconds } = cost();
  delay.disable();
  return { through: task.saturated / seconds, loop: Math.max(0, delay.percentile(99) / 1e6 - resolution) };
}

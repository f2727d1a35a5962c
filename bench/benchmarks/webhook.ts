import type { Benchmark, Figures, Run } from '../harness/benchmark.ts';
import { Child } from '../harness/child.ts';
import type { WebhookLoad, WebhookLoadAnswer } from '../harness/webhook-load.ts';

/** Longest time that the work may take after the load, milliseconds. */
const patience = 60_000;

async function workedOff(server: Child, accepted: number): Promise<number> {
  for (const end = performance.now() + patience; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const handled = (await server.call('handled')) as number;
    // What was stored and not answered any more, since the load had ended, is handled too.
    if (handled >= accepted) return handled;
  }
  throw new Error(`of ${accepted} accepted deliveries some were never handled`);
}

async function measureWebhook({ contestant, task, directory, profile }: Run): Promise<Figures> {
  const [server, load] = await Promise.all([Child.start(contestant.entry, { profile }), Child.start('harness/webhook-load.ts')]);
  const run = (port: number, connections: number, seconds: number) => load.call('run', { port, connections, seconds } satisfies WebhookLoad) as Promise<WebhookLoadAnswer>;
  try {
    const port = (await server.call('listen', directory)) as number;
    const { connections = 1, seconds = 1, warmup = 1, crowd = 1 } = task;
    let accepted = (await run(port, connections, warmup)).accepted;
    await server.call('pause', true);
    const before = (await server.call('cpu')) as number;
    const alone = await run(port, connections, seconds);
    const used = ((await server.call('cpu')) as number) - before;
    await server.call('pause', false);
    accepted += alone.accepted;
    await workedOff(server, accepted);
    const whole = await run(port, connections, seconds);
    const crowded = await run(port, crowd, seconds);
    accepted += whole.accepted + crowded.accepted;
    await workedOff(server, accepted);
    return {
      accept: alone.accepted / alone.seconds, acceptP99: alone.p99, acceptCpu: used / alone.accepted,
      whole: whole.accepted / whole.seconds, wholeP99: whole.p99, crowded: crowded.accepted / crowded.seconds, shed: crowded.shed / Math.max(1, crowded.shed + crowded.accepted),
    };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

const floor = 'node:http, verify, append';

export const webhook: Benchmark = {
  name: 'webhook',
  summary: 'signed deliveries of 2 KiB, each of its own, answered once they are durable',
  rounds: 5,
  contestants: [
    { name: 'Isthmus', role: 'ours', entry: 'contestants/isthmus-webhook.ts', note: 'verifies, recognises repeats, keeps the delivery with its headers, queues it by key' },
    { name: floor, role: 'floor', entry: 'contestants/node-http-webhook.ts', note: 'appends the body to a file, one fdatasync for what came meanwhile; nothing is worked off' },
  ],
  figures: [
    { key: 'accept', title: 'accepting alone', unit: 'deliveries/s', better: 'higher' },
    { key: 'acceptP99', title: 'accepting alone, p99', unit: 'ms', better: 'lower' },
    { key: 'acceptCpu', title: 'accepting alone, CPU of the server', unit: 'µs/delivery', better: 'lower' },
    { key: 'whole', title: 'accepting and working off', unit: 'deliveries/s', better: 'higher' },
    { key: 'wholeP99', title: 'accepting and working off, p99', unit: 'ms', better: 'lower' },
    { key: 'crowded', title: 'with five times the senders it takes', unit: 'deliveries/s', better: 'higher' },
    { key: 'shed', title: 'with five times the senders it takes, answered 503', unit: 'share', better: 'lower' },
  ],
  targets: [
    { figure: 'accept', against: { contestant: floor }, bound: { atLeast: 0.7 } },
    { figure: 'acceptP99', against: { contestant: floor }, bound: { atMost: 1.5 } },
  ],
  task: (short) => ({ connections: 64, crowd: 1_280, warmup: short ? 0.5 : 2, seconds: short ? 1.5 : 4 }),
  measure: measureWebhook,
};

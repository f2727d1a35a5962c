import type { Benchmark, Figures, Run } from '../harness/benchmark.ts';
import { Child } from '../harness/child.ts';
import type { SocketsWanted } from '../harness/socket-load.ts';

/** 1 KiB of text. */
const text = 'x'.repeat(1_024 - 11);
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));

/** How each contestant is spoken to. */
const speech: Readonly<Record<string, { readonly protocol: string; readonly greetings: number; readonly say: readonly string[]; readonly answers: number; readonly echo: string }>> = {
  Isthmus: {
    protocol: 'isthmus.v1', greetings: 1, say: [JSON.stringify({ type: 'subscribe', id: 1, event: 'told' })], answers: 2,
    echo: JSON.stringify({ type: 'call', id: 2, operation: 'echo', input: { text } }),
  },
  ws: { protocol: '', greetings: 0, say: [], answers: 0, echo: JSON.stringify({ text }) },
};

async function measureSockets({ contestant, task, directory, profile }: Run): Promise<Figures> {
  const [server, load] = await Promise.all([Child.start(contestant.entry, { profile }), Child.start('harness/socket-load.ts')]);
  const way = speech[contestant.name];
  if (way === undefined) throw new Error(`Nobody knows how to speak to ${contestant.name}.`);
  const cpu = async (): Promise<number> => (await server.call('cpu')) as number;
  try {
    const port = (await server.call('listen', directory)) as number;
    const open = (count: number, listens: boolean) => load.call('open', { port, count, protocol: way.protocol, say: listens ? way.say : [], expect: listens ? way.answers : way.greetings } as SocketsWanted);
    const echo = (seconds: number) => load.call('echo', { text: way.echo, seconds }) as Promise<number>;

    await open(task['echoing'] ?? 1, false);
    await echo(task['warmup'] ?? 1);
    let before = await cpu();
    const echoed = await echo(task['seconds'] ?? 1);
    const echoCpu = ((await cpu()) - before) / echoed;
    await load.call('close');

    const sockets = task['sockets'] ?? 1;
    const count = task['messages'] ?? 1;
    await open(sockets, true);
    await server.call('broadcast', { text, count: 10 });
    await settle();
    const [framesBefore] = [(await load.call('frames')) as number];
    before = await cpu();
    await server.call('broadcast', { text, count });
    let frames = 0;
    for (let looks = 0; looks < 200 && frames < sockets * count; looks += 1) {
      frames = ((await load.call('frames')) as number) - framesBefore;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (frames !== sockets * count) throw new Error(`${frames} frames came, not ${sockets * count}`);
    const broadcastCpu = ((await cpu()) - before) / frames;
    await load.call('close');
    await settle();

    const empty = (await server.call('memory')) as number;
    await open(task['idle'] ?? 1, false);
    await settle();
    const idleMemory = (((await server.call('memory')) as number) - empty) / 1_048_576;
    return { echoCpu, broadcastCpu, idleMemory };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

export const websocket: Benchmark = {
  name: 'websocket',
  summary: '1 KiB echoed, and told to 2,000 sockets; idle sockets',
  rounds: 5,
  contestants: [
    { name: 'Isthmus', role: 'ours', entry: 'contestants/isthmus-websocket.ts', note: 'echo is a call: JSON parsed, input and output validated; broadcast is an event on a stream, each socket a subscription' },
    { name: 'ws', role: 'peer', entry: 'peers/ws.ts', note: 'bare: bytes sent back, no JSON read; without bufferutil' },
  ],
  figures: [
    { key: 'echoCpu', title: 'echo, CPU of the server', unit: 'µs/message', better: 'lower' },
    { key: 'broadcastCpu', title: 'broadcast, CPU of the server', unit: 'µs/delivery', better: 'lower' },
    { key: 'idleMemory', title: 'idle sockets, memory over the server before', unit: 'MB', better: 'lower' },
  ],
  targets: [
    { figure: 'broadcastCpu', against: { contestant: 'ws' }, bound: { atMost: 1 / 0.95 } },
    { figure: 'echoCpu', against: { contestant: 'ws' }, bound: { atMost: 1 / 0.9 } },
    { figure: 'idleMemory', against: 'absolute', bound: { atMost: 300 } },
  ],
  task: (short) => ({ echoing: 64, warmup: short ? 0.5 : 2, seconds: short ? 1 : 3, sockets: short ? 500 : 2_000, messages: short ? 20 : 100, idle: short ? 1_000 : 9_000 }),
  measure: measureSockets,
};

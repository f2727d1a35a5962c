import type { Benchmark, Figures, Run } from '../harness/benchmark.ts';
import { Child } from '../harness/child.ts';
import type { Load, LoadAnswer } from '../harness/load.ts';
import { book, findFlight } from '../harness/rest-service.ts';
import type { BookingRequest } from '../harness/rest-service.ts';

type Scenario = Pick<Load, 'requests' | 'status'> & { readonly expect: (body: unknown) => boolean };

const ids = Array.from({ length: 64 }, (_, index) => `WN${1_000 + index}`);
const request = (id: string): BookingRequest => ({
  flight: id,
  seat: '14C',
  passenger: { name: 'Adélaïde Okonkwo-Lindqvist', email: 'adelaide.okonkwo@example.com', birthYear: 1976 },
  bags: [14.5, 20, 9.75],
  remarks: 'Window seat preferred; vegetarian meal; travels with a folding wheelchair.',
});

function post(id: string): string {
  const body = JSON.stringify(request(id));
  return `POST /bookings HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const same = (body: unknown, wanted: object): boolean => JSON.stringify(body) === JSON.stringify(wanted);

const scenarios: Readonly<Record<string, Scenario>> = {
  get: {
    requests: ids.map((id) => `GET /flights/${id}?seats=8&currency=EUR HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\n\r\n`),
    status: 200,
    expect: (body) => same(body, findFlight((body as { id: string }).id, 8, 'EUR')),
  },
  post: {
    requests: ids.map(post),
    status: 201,
    expect: (body) => same(body, { ...book(request((body as { flight: string }).flight)), booking: (body as { booking: string }).booking }),
  },
};

/** Load comes from a process of its own; the server's processor time is read in the server. */
export async function measureRest({ contestant, task, directory, profile }: Run): Promise<Figures> {
  const [server, load] = await Promise.all([Child.start(contestant.entry, { profile }), Child.start('harness/load.ts')]);
  try {
    const port = (await server.call('listen', directory)) as number;
    const figures: Record<string, number> = {};
    for (const [name, { requests, status, expect }] of Object.entries(scenarios)) {
      const run = (seconds: number) => load.call('run', { port, requests, status, connections: task['connections'], seconds } as Load) as Promise<LoadAnswer>;
      const { sample } = await run(task['warmup'] ?? 1);
      if (!expect(JSON.parse(sample))) throw new Error(`${name} was answered with ${sample}`);
      const before = (await server.call('cpu')) as number;
      const { completed, seconds } = await run(task['seconds'] ?? 1);
      figures[name] = completed / seconds;
      figures[`${name}Cpu`] = (((await server.call('cpu')) as number) - before) / completed;
    }
    return figures;
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

export const rest: Benchmark = {
  name: 'rest',
  summary: 'GET with validated path and query, POST with a validated body; JSON answers',
  rounds: 5,
  contestants: [
    { name: 'Isthmus', role: 'ours', entry: 'contestants/isthmus-rest.ts', note: 'validates input and output, sends an ETag and the trace, as it ships' },
    { name: 'node:http', role: 'floor', entry: 'contestants/node-http.ts', note: 'no router, no validation' },
    { name: 'Fastify', role: 'peer', entry: 'peers/fastify.ts', note: 'JSON Schema for input and answer' },
    { name: 'Hono', role: 'peer', entry: 'peers/hono.ts', note: '@hono/node-server, Zod for the input, answer not validated' },
  ],
  figures: [
    { key: 'getCpu', title: 'GET, CPU of the server', unit: 'µs/request', better: 'lower' },
    { key: 'get', title: 'GET', unit: 'requests/s', better: 'higher' },
    { key: 'postCpu', title: 'POST, CPU of the server', unit: 'µs/request', better: 'lower' },
    { key: 'post', title: 'POST', unit: 'requests/s', better: 'higher' },
  ],
  targets: [
    { figure: 'getCpu', against: { contestant: 'Fastify' }, bound: { atMost: 1 } },
    { figure: 'postCpu', against: { contestant: 'Fastify' }, bound: { atMost: 1 } },
  ],
  task: (short) => ({ connections: 32, warmup: short ? 0.5 : 2, seconds: short ? 1 : 3 }),
  measure: measureRest,
};

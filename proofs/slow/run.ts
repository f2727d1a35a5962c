/**
 * Lets thousands of clients that send and read as slowly as they can loose on a server, and asks it meanwhile for its health and for a flight:
 * npm run proof:slow [-- --short] [--clients N] [--save]. Each of these questions must be answered, within a second.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { saveResult } from '../result.ts';
import { SlowClients } from './clients.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean' }, clients: { type: 'string' }, save: { type: 'boolean' } } });
const clients = Number(values.clients ?? (values.short === true ? 1_000 : 5_000));
const seconds = values.short === true ? 8 : 20;
/** Longest that a question may wait, milliseconds. */
const limit = 1_000;

interface Figures {
  readonly asked: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

const agent = new Agent({ keepAlive: false });

/** Milliseconds until a question was answered with 200; `undefined` where it was not. */
function ask(url: string): Promise<number | undefined> {
  const began = performance.now();
  return new Promise((resolve) => {
    get(url, { agent, timeout: 10_000 }, (response) => response.resume().on('end', () => resolve(response.statusCode === 200 ? performance.now() - began : undefined)))
      .on('error', () => resolve(undefined));
  });
}

/** Asks about fifty times a second, each time on a new connection. */
async function question(url: string, duration: number): Promise<Figures> {
  const answers: Array<Promise<number | undefined>> = [];
  for (const end = performance.now() + duration * 1_000; performance.now() < end; ) {
    answers.push(ask(`${url}/health/live`), ask(`${url}/flights/1`));
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  const times = await Promise.all(answers);
  const good = times.filter((each) => each !== undefined).sort((a, b) => a - b);
  const at = (share: number): number => Math.round((good[Math.min(good.length - 1, Math.floor(good.length * share))] ?? Infinity) * 10) / 10;
  return { asked: times.length, failed: times.length - good.length, p50: at(0.5), p99: at(0.99), longest: at(1) };
}

const show = (name: string, figures: Figures): void => console.log(`${name}: ${figures.asked} questions, ${figures.failed} without an answer; p50 ${figures.p50} ms, p99 ${figures.p99} ms, longest ${figures.longest} ms`);

async function memoryOf(server: ReturnType<typeof fork>): Promise<number> {
  server.send('memory');
  const [{ memory }] = (await once(server, 'message')) as [{ readonly memory: number }];
  return Math.round(memory / 1_048_576);
}

const server = fork(join(import.meta.dirname, 'server.ts'), { execArgv: ['--conditions=isthmus-source'] });
const [{ url }] = (await once(server, 'message')) as [{ readonly url: string }];
const slow = new SlowClients(Number(new URL(url).port));
try {
  await question(url, 2);
  const alone = await question(url, seconds / 4);
  const memoryAlone = await memoryOf(server);
  show('alone', alone);
  await slow.begin(clients);
  const opened = slow.open;
  const beset = await question(url, seconds);
  const memoryBeset = await memoryOf(server);
  show(`with ${opened} slow clients`, beset);
  console.log(`memory of the server: ${memoryAlone} MB, then ${memoryBeset} MB; slow clients that it ended meanwhile: ${JSON.stringify(Object.fromEntries(slow.ended))}`);
  const good = opened > clients * 0.9 && beset.failed === 0 && beset.longest < limit;
  console.log(good ? 'Held: nobody was kept waiting.' : 'NOT HELD.');
  if (values.save === true) saveResult('slow', { clients, alone, beset, memoryAlone, memoryBeset, ended: Object.fromEntries(slow.ended) });
  process.exitCode = good ? 0 : 1;
} finally {
  slow.end();
  server.kill();
}

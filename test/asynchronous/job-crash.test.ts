import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from './host.ts';
import { sumApp } from './job-child.ts';

const child = fileURLToPath(new URL('./job-child.ts', import.meta.url));

/** Runs a process until its handler has begun and its progress is durable, then kills it. Answers with what it said. */
async function killed(directory: string, mode: 'submit' | 'hold'): Promise<string> {
  const running = spawn(process.execPath, ['--conditions=isthmus-source', child, directory, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  running.stdout.setEncoding('utf8').on('data', (text: string) => { said += text; });
  await until(() => said.includes('attempt ') && (mode === 'hold' || said.includes('job ')), 'the job does not run');
  // Progress is written with the next group of commits.
  await new Promise((resolve) => setTimeout(resolve, 100));
  running.kill('SIGKILL');
  await once(running, 'exit');
  return said;
}

function directoryFor(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-job-crash-'));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const word = (said: string, pattern: RegExp): string => pattern.exec(said)?.[1] ?? '';

test('a job whose process is killed runs again; its attempts are counted, its key is the same, its result is right', async (context) => {
  const directory = directoryFor(context);
  const first = await killed(directory, 'submit');
  const id = word(first, /job (\S+)/);
  const second = await killed(directory, 'hold');
  const lines: string[] = [];
  const app = await sumApp(directory, 'finish', (line) => lines.push(line)).start();
  context.after(() => app.stop());
  const jobs = await app.jobs();
  await until(async () => (await jobs?.get(id))?.state === 'succeeded', 'the job does not end');
  const done = await jobs?.get(id);
  assert.deepEqual([done?.output, done?.attempts, done?.progress, done?.note], [{ total: 42 }, 3, 1, 'attempt 3']);
  assert.deepEqual([first, second, lines.join('\n')].map((said) => word(said, /attempt (\d+)/)), ['1', '2', '3']);
  assert.equal(new Set([first, second, lines.join('\n')].map((said) => word(said, /attempt \d+ (\S+)/))).size, 1);
  const queued = await app.queue('sums.make:job');
  await until(async () => (await queued.depth()).inFlight === 0);
  assert.equal((await queued.depth()).ready, 0);
});

test('a job that runs when its process is killed is running, with its last progress, for who looks before it runs again', async (context) => {
  const directory = directoryFor(context);
  const id = word(await killed(directory, 'submit'), /job (\S+)/);
  const app = sumApp(directory, 'hold', () => {});
  await app.start();
  context.after(() => app.stop());
  const seen = await (await app.jobs())?.get(id);
  assert.deepEqual([seen?.state, seen?.progress], ['running', 0.4]);
});

test('a job during whose every attempt the process is killed fails, and says why', async (context) => {
  const directory = directoryFor(context);
  const id = word(await killed(directory, 'submit'), /job (\S+)/);
  for (let times = 1; times < 3; times += 1) await killed(directory, 'hold');
  const app = await sumApp(directory, 'finish', () => assert.fail('it is not tried a fourth time')).start();
  context.after(() => app.stop());
  const jobs = await app.jobs();
  await until(async () => (await jobs?.get(id))?.state === 'failed', 'the job does not end');
  const { error, attempts, output } = (await jobs?.get(id)) ?? {};
  assert.deepEqual([error?.code, attempts, output], ['MESSAGE_CRASHED', 3, undefined]);
  assert.equal(await (await app.queue('sums.make:job')).deadLetters.count(), 1);
});

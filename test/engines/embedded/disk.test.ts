import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ManualClock } from '../../../src/kernel/manual-clock.ts';
import { directoryFor, message, open, sending, withCode } from './setup.ts';

const child = fileURLToPath(new URL('./child.ts', import.meta.url));

/** A small file system of its own; `undefined` where this user may not mount one. */
function smallDisk(context: TestContext, megabytes: number): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-embedded-'));
  const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory]).status === 0;
  context.after(() => {
    if (mounted) execFileSync('umount', ['--lazy', directory]);
    rmSync(directory, { recursive: true });
  });
  return mounted ? directory : undefined;
}

test('a full disk refuses work with a code, loses nothing, and work goes on once there is space', async (context) => {
  const directory = smallDisk(context, 8);
  if (directory === undefined) return context.skip('mounting a small file system needs Linux and root');
  const ballast = join(directory, 'ballast');
  writeFileSync(ballast, new Uint8Array(4_000_000));
  const engine = await open(context, directory);
  await engine.queues.declare({ name: 'q', lanes: 0, deduplicationWindow: 0 });
  const acknowledged: string[] = [];
  const send = (id: string) => engine.commit(sending('q', message(id, { data: new Uint8Array(100_000) }))).then(() => acknowledged.push(id));
  const refusal = await (async () => {
    for (let index = 0; ; index += 1) await send(`${index}`);
  })().catch((error: unknown) => error);
  assert.ok(withCode('STORE_FULL')(refusal), String(refusal));
  assert.equal(engine.classify(refusal), 'unavailable');
  assert.equal((await engine.health()).ready, false);
  await assert.rejects(send('refused'), withCode('STORE_FULL'));
  rmSync(ballast);
  await send('after');
  assert.equal((await engine.health()).ready, true);
  await engine.close();
  const again = await open(context, directory);
  await again.queues.declare({ name: 'q', lanes: 0, deduplicationWindow: 0 });
  assert.deepEqual((await again.queues.peek('q', 1_000)).map(({ id }) => id), acknowledged);
  await again.close();
});

test('a fault of the disk makes the engine not ready until it is gone, or until trying again is worth it', async (context) => {
  const directory = smallDisk(context, 8);
  if (directory === undefined) return context.skip('mounting a small file system needs Linux and root');
  const clock = new ManualClock();
  const engine = await open(context, directory, clock);
  await engine.queues.declare({ name: 'q', lanes: 0, deduplicationWindow: 0 });
  const send = () => engine.commit(sending('q', message('m', { data: new Uint8Array(9_000_000) })));
  await assert.rejects(send(), withCode('STORE_FULL'));
  clock.advance(9_999);
  assert.equal((await engine.health()).ready, false);
  clock.advance(1);
  assert.equal((await engine.health()).ready, true);
  await assert.rejects(send(), withCode('STORE_FULL'));
  assert.equal((await engine.health()).ready, false);
  await engine.close();
});

test('a read-only directory is refused with a code', async (context) => {
  const directory = smallDisk(context, 8);
  if (directory === undefined) return context.skip('mounting a small file system needs Linux and root');
  await (await open(context, directory)).close();
  execFileSync('mount', ['-o', 'remount,ro', directory]);
  await assert.rejects(open(context, directory), withCode('STORE_READ_ONLY'));
  await assert.rejects(open(context, join(directory, 'below')), withCode('STORE_READ_ONLY'));
});

interface Trace {
  /** Lines of the trace: the message written to the log, the log synced after it, the acknowledgement written; -1 where missing. */
  readonly written: number;
  readonly synced: number;
  readonly acknowledged: number;
}

/** The order of system calls of a process that sends one message; `undefined` where processes can't be traced. */
function traceOne(context: TestContext, durability: string): Trace | undefined {
  if (spawnSync('strace', ['-V']).error !== undefined) return undefined;
  const directory = directoryFor(context);
  const trace = join(directory, 'trace');
  const command = [process.execPath, '--conditions=isthmus-source', child, join(directory, 'data'), 'one', durability];
  const run = spawnSync('strace', ['-f', '-y', '-qq', '-s', '9000', '-e', 'trace=pwrite64,write,fsync,fdatasync', '-o', trace, ...command], { encoding: 'utf8' });
  if (run.status !== 0 && run.stderr.includes('ptrace')) return undefined;
  assert.equal(run.status, 0, run.stderr);
  const calls = readFileSync(trace, 'utf8').split('\n');
  const written = calls.findIndex((call) => call.includes('pwrite64(') && call.includes('isthmus.db-wal>') && call.includes('PAYLOAD-TO-FIND'));
  const started = calls.findIndex((call, index) => index > written && /f(data)?sync\(\d+<[^>]*isthmus\.db-wal>/.test(call));
  const thread = calls[started]?.split(' ')[0] ?? '';
  const synced = calls.findIndex((call, index) => index >= started && call.startsWith(thread) && /sync.*= 0/.test(call));
  return { written, synced, acknowledged: calls.findIndex((call) => call.includes('write(1<') && call.includes('ACKNOWLEDGED')) };
}

test('what is acknowledged was synced before', (context) => {
  const trace = traceOne(context, 'full');
  if (trace === undefined) return context.skip('strace is not installed, or may not trace');
  assert.ok(trace.written > 0, 'the message is written to the log');
  assert.ok(trace.synced > trace.written, 'the log is synced after it');
  assert.ok(trace.acknowledged > trace.synced, 'the acknowledgement comes last');
});

test('relaxed durability writes before it acknowledges, and syncs later', (context) => {
  const trace = traceOne(context, 'relaxed');
  if (trace === undefined) return context.skip('strace is not installed, or may not trace');
  assert.ok(trace.written > 0 && trace.acknowledged > trace.written);
  assert.ok(trace.synced > trace.acknowledged, 'at the close');
});

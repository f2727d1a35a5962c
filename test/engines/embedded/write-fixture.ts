import { gzipSync } from 'node:zlib';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seal } from '../../../src/asynchronous/delivery/envelope.ts';
import type { OpenEngine } from '../../../src/driver/engine.ts';
import { embedded } from '../../../src/engines/embedded/engine.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { appending, bytes, done, message, quiet, sending, take } from './setup.ts';

/*
 * Writes the files that a killed process leaves behind, compressed, into the directory that the command names. Run it before the
 * format changes; what it wrote is kept under test/fixtures, and the tests open it with every later version.
 */

/** 2100: longer than any test waits. */
const far = 4_102_444_800_000;

async function fill(engine: OpenEngine): Promise<void> {
  const { queues, streams } = engine;
  if (queues === undefined || streams === undefined) throw new Error('the embedded engine lacks a part');
  await queues.declare({ name: 'q', lanes: 4, deduplicationWindow: 86_400_000 });
  await streams.declare({ name: 's', partitions: 1, retentionTime: 0, retentionSize: 0, compact: false });
  await engine.commit(sending('q', ...Array.from({ length: 10 }, (_, n) => message(`m${n}`, { key: `k${n % 3}`, extensions: { note: `n${n}` } }))));
  await engine.commit(sending('q', message('first', { priority: 9 }), message('late', { notBefore: far }), message('once', { deduplicationId: 'd', key: 'k0' })));
  await engine.commit(appending('s', ...Array.from({ length: 8 }, (_, n) => message(`r${n}`, { key: 'k' }))));
  await engine.commit({
    state: [
      { put: 'a', collection: 'c', value: bytes('one') }, { put: 'b', collection: 'c', value: bytes('two'), expiresAt: far },
      { put: 'letter', collection: 'dead-letters', value: seal({ reason: 'failed' }, message('dead', { key: 'k' })) },
    ],
  });
  await handleSome(engine);
}

/** The first message is handled, and a group has read three records. */
async function handleSome(engine: OpenEngine): Promise<void> {
  const receiver = await engine.queues?.consume('q', { prefetch: 1 });
  const member = await engine.streams?.subscribe('s', 'g', { from: 'beginning', window: 3 });
  if (receiver === undefined || member === undefined) throw new Error('the embedded engine lacks a part');
  await engine.commit(done(receiver, ...await take(receiver, 1)));
  await engine.commit({ positions: [{ receiver: member, positions: [{ lane: 0, next: (await take(member, 3)).length }] }] });
}

async function write(target: string): Promise<void> {
  const live = mkdtempSync(join(tmpdir(), 'isthmus-fixture-'));
  const engine = await embedded({ directory: live }).open({ clock: systemClock, log: quiet });
  await fill(engine);
  const died = join(live, 'died');
  mkdirSync(died);
  mkdirSync(target, { recursive: true });
  for (const file of ['isthmus.db', 'isthmus.db-wal']) {
    cpSync(join(live, file), join(died, file));
    writeFileSync(join(target, `${file}.gz`), gzipSync(readFileSync(join(died, file)), { level: 9 }));
  }
  await engine.close();
  rmSync(live, { recursive: true });
}

const [target] = process.argv.slice(2);
if (target !== undefined) await write(target);

/**
 * The process that is killed: node proofs/crash/child.ts DIRECTORY EPOCH load|drain [FAULT].
 * `load`: sends orders until it dies. `drain`: poison is off; sends dead letters again, waits until everything has ended, stops.
 */
import { embedded } from 'isthmus/embedded';
import { crashApp } from './app.ts';
import { broken, faults } from './broken.ts';
import type { FaultName } from './broken.ts';
import { orderPlaced } from './contracts.ts';
import { tell } from './tell.ts';

const [directory = '', epoch = '0', phase = 'load', fault] = process.argv.slice(2);
const sound = embedded({ directory });
const engine = fault !== undefined && fault in faults ? broken(sound, fault as FaultName) : sound;
const app = await crashApp(engine, phase === 'load').start();
tell({ kind: 'ready', url: (await app.url()) ?? '' });

/** One sender a key: it waits for each acknowledgement, so that the order of sending is the order that must hold. */
async function sendKey(key: string): Promise<never> {
  const padding = 'x'.repeat(700);
  for (let count = 0; ; count += 1) {
    const n = Number(epoch) * 1_000_000 + count;
    const order = `${key}/${n}`;
    tell({ kind: 'sending', order, key, n });
    await app.emit(orderPlaced, { order, key, n, padding });
    tell({ kind: 'acknowledged', order, key, n });
    await new Promise((resolve) => setTimeout(resolve, count % 3));
  }
}

async function drain(): Promise<void> {
  const orders = await app.queue(orderPlaced);
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
  let quiet = 0;
  while (quiet < 10) {
    await orders.deadLetters.redriveAll();
    const { ready, inFlight, delayed, parked, retrying } = await orders.depth();
    quiet = ready + (inFlight ?? 0) + (delayed ?? 0) + parked + retrying === 0 ? quiet + 1 : 0;
    await pause();
  }
  for (const { message } of await orders.deadLetters.list({ limit: 1_000 })) tell({ kind: 'dead', order: (message.data as { order: string }).order });
  await app.stop();
  tell({ kind: 'drained' });
}

if (phase === 'drain') await drain();
else for (let key = 0; key < 20; key += 1) void sendKey(`key-${key}`);

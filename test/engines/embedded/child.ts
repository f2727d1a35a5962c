import { writeSync } from 'node:fs';
import { embedded } from '../../../src/engines/embedded/engine.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { bytes, done, message, quiet, sending } from './setup.ts';

/**
 * A process for tests to kill. `hold` opens a directory and waits. `load` sends, settles and writes state without
 * end, and reports every acknowledgement on standard output after it came, and every attempt before it is made.
 */
const [directory = '', mode = 'hold', durability] = process.argv.slice(2);
const engine = await embedded({ directory, durability: durability === 'relaxed' ? 'relaxed' : 'full' }).open({ clock: systemClock, log: quiet });
/** Before the next step is made: `process.stdout` keeps lines in memory while the reader is slow, and a kill would take them along. */
const report = (line: string): number => writeSync(1, `${line}\n`);

async function produce(producer: number): Promise<void> {
  for (let index = 0; ; index += 1) {
    const id = `${producer}.${index}`;
    report(`try ${id}`);
    await engine.commit({
      ...sending('q', message(id, { key: `k${producer}`, data: bytes(id.repeat(50)) })),
      append: [{ stream: 's', message: message(id, { key: `k${producer}` }) }],
      state: [{ put: `p${producer}`, collection: 'last', value: bytes(`${index}`) }],
    });
    report(`sent ${id}`);
  }
}

async function consume(): Promise<void> {
  const receiver = await engine.queues?.consume('q', { prefetch: 50 });
  for (;;) {
    for (const delivery of (await receiver?.receive(10)) ?? []) {
      report(`got ${delivery.message.id}`);
      if (receiver === undefined || delivery.message.id.endsWith('7')) continue;
      report(`settle ${delivery.message.id}`);
      void engine.commit(done(receiver, delivery)).then(() => report(`done ${delivery.message.id}`));
    }
  }
}

/** Reads the stream and never commits. */
async function follow(): Promise<void> {
  const receiver = await engine.streams?.subscribe('s', 'g', { from: 'beginning', window: 40 });
  for (;;) for (const delivery of (await receiver?.receive(10)) ?? []) report(`read ${delivery.message.id}`);
}

if (mode === 'load') {
  await engine.queues?.declare({ name: 'q', lanes: 4, deduplicationWindow: 0 });
  await engine.streams?.declare({ name: 's', partitions: 2, retentionTime: 0, retentionSize: 0, compact: false });
  void consume();
  void follow();
  for (let producer = 0; producer < 8; producer += 1) void produce(producer);
} else if (mode === 'one') {
  await engine.queues?.declare({ name: 'q', lanes: 0, deduplicationWindow: 0 });
  await engine.commit(sending('q', message('one', { data: bytes('PAYLOAD-TO-FIND'.repeat(20)) })));
  report('ACKNOWLEDGED');
  await engine.close();
} else {
  report('open');
}

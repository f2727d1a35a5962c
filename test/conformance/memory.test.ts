import { describe, test } from 'node:test';
import { conformance } from 'isthmus/conformance';
import { ManualClock, memory, MemoryEngine } from 'isthmus/memory';
import type { Capability } from '../../src/kernel/capability.ts';

const crash = (engine: unknown): void => {
  if (engine instanceof MemoryEngine) engine.crash();
};

describe('by the system clock', async () => {
  await conformance({ engine: () => memory(), runner: { describe, test }, crash, stillness: 20 });
});

describe('by a clock that the test moves', async () => {
  const clock = new ManualClock();
  await conformance({ engine: () => memory(), runner: { describe, test }, crash, stillness: 20, time: { clock, pass: (milliseconds) => clock.advance(milliseconds) } });
});

const capabilities: Capability[] = ['queue', 'stream', 'state', 'transactions', 'orderPerKey', 'delay', 'priority', 'deduplication', 'replay', 'retention', 'compaction', 'peek'];
for (const capability of capabilities) {
  describe(`told to refuse ${capability}`, async () => {
    const clock = new ManualClock();
    await conformance({ engine: () => memory({ refuse: [capability] }), runner: { describe, test }, crash, stillness: 5, time: { clock, pass: (milliseconds) => clock.advance(milliseconds) } });
  });
}

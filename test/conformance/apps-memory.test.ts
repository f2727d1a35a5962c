import { describe, test } from 'node:test';
import { appConformance } from 'isthmus/conformance';
import { ManualClock, memory, MemoryEngine } from 'isthmus/memory';

const crash = (engine: unknown): void => {
  if (MemoryEngine.prototype.isPrototypeOf(engine as object)) (engine as MemoryEngine).crash();
};

describe('by the system clock', async () => {
  await appConformance({ engine: () => memory(), runner: { describe, test }, crash, stillness: 40 });
});

describe('by a clock that the test moves', async () => {
  const clock = new ManualClock();
  await appConformance({ engine: () => memory(), runner: { describe, test }, crash, stillness: 40, time: { clock, pass: (milliseconds) => clock.advance(milliseconds) } });
});

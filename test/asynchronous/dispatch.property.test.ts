import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { stream } from 'isthmus/stream';
import { z } from 'zod';
import { queueRunner } from '../../src/asynchronous/queue/runner.ts';
import { streamRunner } from '../../src/asynchronous/stream/runner.ts';
import type { DeadLetterAdministration } from '../../src/driver/administration.ts';
import type { OpenEngine } from '../../src/driver/engine.ts';
import type { Invocation, Method, MethodRunner } from '../../src/driver/method.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { event } from '../../src/kernel/contract.ts';
import { kernelErrors } from '../../src/kernel/errors.ts';
import { hostOf, linkOf, messageOf, until, withEffects } from './host.ts';

const moved = event('things.moved', { data: z.object({ key: z.string(), n: z.number() }), key: 'key' });
type Data = { key: string; n: number };
const noLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What the handler does with the first deliveries of a message, then it succeeds. */
type Fate = 'ok' | 'later' | 'fails' | 'fails twice' | 'always fails' | 'is invalid';
interface Plan {
  readonly keys: readonly number[];
  readonly fates: readonly Fate[];
  readonly concurrency: number;
  readonly window: number;
  readonly hold: number;
  readonly crashes: readonly number[];
  readonly drains: readonly number[];
  readonly poisoned: 'park' | 'skip';
  readonly receivers: number;
  readonly conditional: boolean;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  keys: fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 30 }),
  fates: fc.array(fc.constantFrom<Fate>('ok', 'ok', 'ok', 'later', 'fails', 'fails twice', 'always fails', 'is invalid'), { minLength: 30, maxLength: 30 }),
  concurrency: fc.integer({ min: 1, max: 5 }),
  window: fc.integer({ min: 8, max: 40 }),
  hold: fc.constantFrom(0, 1, 1_000),
  crashes: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }),
  drains: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 1 }),
  poisoned: fc.constantFrom('park', 'skip'),
  receivers: fc.integer({ min: 1, max: 3 }),
  conditional: fc.boolean(),
});

/** What happened, as somebody outside of the process saw it. */
class World {
  readonly handled: Data[] = [];
  readonly runs = new Map<number, number>();
  readonly running = new Map<string, number>();
  calls = 0;
  mended = false;
  generation = 0;
}

function handler(plan: Plan, world: World, open: OpenEngine, onCall: () => void) {
  return async (data: Data, _invocation: Invocation) => {
    const { generation } = world;
    world.calls += 1;
    const run = (world.runs.get(data.n) ?? 0) + 1;
    world.runs.set(data.n, run);
    assert.equal(world.running.get(data.key) ?? 0, 0, `two of ${data.key} at once`);
    world.running.set(data.key, 1);
    try {
      onCall();
      const fate = plan.fates[data.n] ?? 'ok';
      if (fate === 'later' || data.n % 3 === 0) await new Promise((resolve) => setTimeout(resolve, data.n % 4));
      if (fate === 'fails' && run === 1) throw new Error('once');
      if (fate === 'fails twice' && run <= 2) throw new Error('twice');
      if (!world.mended && fate === 'always fails') throw new Error('always');
      if (!world.mended && fate === 'is invalid') throw kernelErrors.DATA_INVALID('never');
    } finally {
      if (generation === world.generation) world.running.set(data.key, 0);
    }
    if (generation === world.generation) world.handled.push(data);
    return withEffects(new Map([[open, { state: [{ put: String(data.n).padStart(3, '0'), collection: 'effects', value: Buffer.from(String(run)), ...(plan.conditional ? { when: { absent: true as const } } : {}) }] }]]));
  };
}

async function play(plan: Plan, runner: MethodRunner, method: Method): Promise<void> {
  const engine = memory();
  const world = new World();
  const link = linkOf(moved, method, ['things']);
  let sent = false;
  for (;;) {
    world.generation += 1;
    world.running.clear();
    const open = await engine.open({ clock: systemClock, log: noLog });
    let interrupted: 'crash' | 'drain' | undefined;
    const onCall = (): void => {
      if (world.mended) return;
      if (plan.crashes.includes(world.calls)) {
        engine.crash();
        interrupted = 'crash';
        world.generation += 1;
      } else if (plan.drains.includes(world.calls)) interrupted ??= 'drain';
    };
    const running = await runner.open([link], hostOf({ engine, open, handlers: { things: handler(plan, world, open, onCall) as never } }));
    if (!sent) for (const [n, key] of plan.keys.entries()) for (const each of [running.outgoing?.(link, messageOf(moved, { key: `k${key}`, n }, `k${key}`), {}) ?? []].flat()) await each.engine.commit(each.unit);
    sent = true;
    await running.start();
    const letters = (running.queue?.(link).deadLetters ?? running.stream?.(link).deadLetters('things')) as DeadLetterAdministration;
    await until(async () => interrupted !== undefined || (await settled(open, plan)), 'not everything ended');
    if (interrupted === 'crash') {
      await running.close();
      continue;
    }
    if (interrupted === 'drain') {
      await running.drain(AbortSignal.timeout(200));
      await running.close();
      await open.close();
      continue;
    }
    await judge(plan, world, open, letters);
    await running.drain(AbortSignal.timeout(200));
    await running.close();
    await open.close();
    return;
  }
}

/** Every message is handled, dead, or parked behind a dead one. */
async function settled(open: OpenEngine, plan: Plan): Promise<boolean> {
  const state = open.state;
  if (state === undefined) return false;
  try {
    const [effects, dead, behind, flags] = await Promise.all([state.count('effects'), state.count('dead-letters'), state.count('parked-lines'), state.scan('parked', { limit: 100 })]);
    const active = flags.some((flag) => Buffer.from(flag.value).includes('"active"'));
    return !active && effects + dead + behind === plan.keys.length;
  } catch {
    return false;
  }
}

async function judge(plan: Plan, world: World, open: OpenEngine, letters: DeadLetterAdministration): Promise<void> {
  ordered(world.handled, plan);
  // A crash may end one attempt, and keep one that failed just before from being written down.
  for (const [n, runs] of world.runs) assert.ok(runs <= 4 + 2 * plan.crashes.length + plan.drains.length, `message ${n} ran ${runs} times`);
  for (const letter of await letters.list()) assert.ok(['failed', 'invalid', 'crashed'].includes(letter.reason));
  world.mended = true;
  const before = world.handled.length;
  for (let round = 0; round < 40 && (await letters.count()) > 0; round += 1) {
    await letters.redriveAll();
    await until(async () => (await settled(open, plan)), 'not everything ended after the redrive');
  }
  await until(async () => (await open.state?.count('effects')) === plan.keys.length, 'something was lost');
  if (plan.poisoned === 'park') ordered(world.handled, plan);
  assert.ok(world.handled.length >= before);
  for (const collection of ['parked', 'attempts', 'in-flight', 'finished']) await until(async () => (await open.state?.count(collection)) === 0, `${collection} is not empty`);
}

/** In order per key; what a crash or a stop interrupted may be handled again, with all that follows it. */
function ordered(handled: readonly Data[], plan: Plan): void {
  const interruptions = plan.crashes.length + plan.drains.length;
  for (const key of new Set(handled.map((data) => data.key))) {
    const own = handled.filter((data) => data.key === key).map(({ n }) => n);
    const back = own.filter((n, index) => index > 0 && n <= (own[index - 1] ?? -1)).length;
    assert.ok(back <= (plan.poisoned === 'park' ? interruptions : interruptions + plan.keys.length), `${key}: ${own.join()}`);
    if (interruptions === 0 && plan.poisoned === 'park') assert.deepEqual(own, own.toSorted((a, b) => a - b));
  }
}

const backoff = { base: 2, cap: 4, factor: 2, jitter: 'none' } as const;

test('queue: nothing is lost, nothing runs twice at a time for a key, and order holds, through failures, crashes and stops', async () => {
  await fc.assert(fc.asyncProperty(plans, (plan) => {
    const { concurrency, window, hold, poisoned, receivers } = plan;
    return play(plan, queueRunner, queue({ receivers, concurrency, prefetch: window, hold, poisoned, backoff, attempts: 4, lanes: 4 }));
  }), { numRuns: 60, endOnFailure: true, timeout: 20_000 });
});

test('stream: the same', async () => {
  await fc.assert(fc.asyncProperty(plans, (plan) => {
    const { concurrency, window, hold, poisoned, receivers } = plan;
    return play(plan, streamRunner, stream({ members: receivers, concurrency, window, hold, poisoned, backoff, attempts: 4, partitions: 3 }));
  }), { numRuns: 60, endOnFailure: true, timeout: 20_000 });
});

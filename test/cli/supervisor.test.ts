import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Ended } from '../../src/cli/dev/generation.ts';
import { Supervisor } from '../../src/cli/dev/supervisor.ts';
import type { Teller, Version } from '../../src/cli/dev/supervisor.ts';
import type { Started } from '../../src/cli/start/started.ts';

const started: Started = { name: 'app', pid: 1, url: undefined, links: [] };

/** A version whose every step is taken by the test. */
class FakeVersion implements Version {
  readonly #ready = Promise.withResolvers<boolean>();
  readonly #running = Promise.withResolvers<Started | undefined>();
  readonly #ended = Promise.withResolvers<Ended>();
  readonly ready = this.#ready.promise;
  readonly running = this.#running.promise;
  readonly ended = this.#ended.promise;
  state: 'loading' | 'ready' | 'starting' | 'running' | 'ended' = 'loading';
  asked = false;

  start(): void {
    if (this.state === 'ready') this.state = 'starting';
  }

  stop(): Promise<Ended> {
    this.asked = true;
    return this.ended;
  }

  kill(): void {
    this.asked = true;
    this.end(null);
  }

  load(): void {
    if (this.state !== 'loading') return;
    this.state = 'ready';
    this.#ready.resolve(true);
  }

  run(): void {
    if (this.state !== 'starting') return;
    this.state = 'running';
    this.#running.resolve(started);
  }

  end(code: number | null, failed: Ended['failed'] = undefined): void {
    this.state = 'ended';
    this.#ready.resolve(false);
    this.#running.resolve(undefined);
    this.#ended.resolve({ code, signal: null, failed, asked: this.asked });
  }

  fail(): void {
    if (this.state === 'loading') this.end(3, { is: 'failed', when: 'loading', exitCode: 3, code: 'APP_FILE_FAILED' });
    if (this.state === 'starting') this.end(3, { is: 'failed', when: 'starting', exitCode: 3, code: 'APP_INVALID' });
  }
}

const silent: Teller = { running: () => {}, changed: () => {}, failed: () => {}, ended: () => {}, waiting: () => {}, stopping: () => {}, stopped: () => {} };
const pauses = { first: 0, longest: 0, well: 60_000, drain: 60_000 };

const steps = {
  save: (supervisor: Supervisor) => supervisor.changed(['app.ts']),
  load: (_supervisor: Supervisor, versions: readonly FakeVersion[]) => versions.forEach((each) => each.load()),
  fail: (_supervisor: Supervisor, versions: readonly FakeVersion[]) => versions.forEach((each) => each.fail()),
  run: (_supervisor: Supervisor, versions: readonly FakeVersion[]) => versions.forEach((each) => each.run()),
  drain: (_supervisor: Supervisor, versions: readonly FakeVersion[]) => versions.filter(({ asked }) => asked).forEach((each) => each.end(0)),
  crash: (_supervisor: Supervisor, versions: readonly FakeVersion[]) => versions.filter(({ state }) => state === 'running').forEach((each) => each.end(1)),
} as const;

const hasStarted = ({ state }: FakeVersion): boolean => state === 'starting' || state === 'running';

test('whatever happens in whatever order, one version runs at a time, and at last the one of the last save', async () => {
  const names = Object.keys(steps) as Array<keyof typeof steps>;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...names), { maxLength: 30 }), async (sequence) => {
      const versions: FakeVersion[] = [];
      const supervisor = new Supervisor(() => (versions.push(new FakeVersion()), versions.at(-1) as FakeVersion), silent, pauses);
      const done = supervisor.run();
      for (const step of sequence) {
        steps[step](supervisor, versions);
        await turn();
        assert.ok(versions.filter(hasStarted).length <= 1);
      }
      steps.save(supervisor);
      for (let round = 0; round < 5; round += 1) {
        for (const step of ['load', 'drain', 'run'] as const) {
          steps[step](supervisor, versions);
          await turn();
        }
        await sleep(2);
      }
      assert.deepEqual(versions.filter(hasStarted), [versions.at(-1)]);
      const stopped = supervisor.stop();
      await turn();
      steps.drain(supervisor, versions);
      await stopped;
      assert.equal(await done, 0);
      assert.ok(versions.every(({ state }) => state === 'ended'));
    }),
    { numRuns: 150 },
  );
});

test('a version that is stopped while it loads never starts', async () => {
  const versions: FakeVersion[] = [];
  const supervisor = new Supervisor(() => (versions.push(new FakeVersion()), versions.at(-1) as FakeVersion), silent, pauses);
  const done = supervisor.run();
  await supervisor.stop();
  assert.equal(await done, 0);
  assert.equal(versions[0]?.state, 'ended');
});

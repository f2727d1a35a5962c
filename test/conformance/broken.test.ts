import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { appConformance, conformance } from 'isthmus/conformance';
import { ManualClock, memory } from 'isthmus/memory';
import type { MemoryEngine } from 'isthmus/memory';
import { appCases, engineCases } from './breakages.ts';
import { broken } from './broken-engine.ts';
import type { Breakage } from './broken-engine.ts';

interface Registered {
  readonly theme: string;
  readonly name: string;
  readonly body: () => Promise<void>;
}

type Suite = typeof conformance;

/** What a suite would run, by theme. */
async function scenariosOf(suite: Suite, breakage: Breakage, patience: number): Promise<Registered[]> {
  const registered: Registered[] = [];
  const themes: string[] = [];
  const clock = new ManualClock();
  const engines = new WeakMap<object, MemoryEngine>();
  await suite({
    engine: () => {
      const inner = memory();
      const engine = broken(inner, breakage);
      engines.set(engine, inner);
      return engine;
    },
    crash: (engine) => engines.get(engine)?.crash(),
    runner: {
      describe: (name, body) => { themes.push(name); body(); themes.pop(); },
      test: (name, body) => registered.push({ theme: themes.at(-1) ?? '', name, body }),
    },
    time: { clock, pass: (milliseconds) => clock.advance(milliseconds) },
    patience,
    stillness: 10,
  });
  return registered;
}

const failed = async (scenarios: readonly Registered[]): Promise<string[]> => {
  const outcomes = await Promise.all(scenarios.map(({ name, body }) => body().then(() => [], () => [name])));
  return outcomes.flat();
};

for (const [title, suite, cases, patience] of [['engine', conformance, engineCases, 100], ['app', appConformance, appCases, 500]] as const) {
  describe(`the ${title} suite notices an engine that`, () => {
    for (const { fault, noticedBy, breakage } of cases) {
      test(`${fault} (${noticedBy})`, async () => {
        const scenarios = (await scenariosOf(suite, breakage, patience)).filter(({ theme }) => theme === noticedBy);
        assert.ok(scenarios.length > 0, `The theme "${noticedBy}" is there.`);
        assert.notDeepEqual(await failed(scenarios), []);
      });
    }
  });

  test(`every theme of the ${title} suite has an engine that it catches, and lets a sound one pass`, async () => {
    const scenarios = await scenariosOf(suite, {}, 10_000);
    assert.deepEqual([...new Set(scenarios.map(({ theme }) => theme))].filter((theme) => !cases.some(({ noticedBy }) => noticedBy === theme)), []);
    assert.deepEqual(await failed(scenarios), []);
  });
}

import type { Engine, OpenEngine } from '../src/driver/engine.ts';
import type { Clock } from '../src/kernel/clock.ts';

/** The part of a test runner that the suite uses; `node:test`, Vitest, Jest and Mocha all have it. */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  test(name: string, body: () => Promise<void>): unknown;
}

/** How time passes for the engine under test. */
export interface TestTime {
  readonly clock: Clock;
  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): Promise<void> | void;
}

/** What the suite is given. */
export interface ConformanceOptions {
  /** Makes the engine under test; called once for each scenario. It may share a server: the suite takes names of its own each time. */
  readonly engine: () => Engine | Promise<Engine>;
  readonly runner: Runner;
  /** Ends a running engine as `kill -9` would, so that the same `Engine` can be opened again. Without it the scenarios of crashes are left out. */
  readonly crash?: (engine: Engine, open: OpenEngine) => Promise<void> | void;
  /** Called after each scenario, when the engine is closed. */
  readonly cleanup?: (engine: Engine) => Promise<void> | void;
  /** Default: the system clock and real waiting. */
  readonly time?: TestTime;
  /** How long to wait for what must come, milliseconds. Default: 10 seconds. */
  readonly patience?: number;
  /** How long to watch for what must not come, milliseconds. Default: 100. */
  readonly stillness?: number;
}

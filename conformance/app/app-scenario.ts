import type { Capability } from '../../src/kernel/capability.ts';
import type { AppWorld } from './app-world.ts';

/** One thing that apps on an engine must do. */
export interface AppScenario {
  readonly name: string;
  readonly needs: readonly Capability[];
  readonly crashes?: boolean;
  run(world: AppWorld): Promise<void>;
}

export interface AppTheme {
  readonly name: string;
  readonly scenarios: readonly AppScenario[];
}

export function appScenario(name: string, needs: readonly Capability[], run: (world: AppWorld) => Promise<void>, crashes = false): AppScenario {
  return { name, needs, run, crashes };
}

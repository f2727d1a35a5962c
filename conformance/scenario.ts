import type { Capability } from '../src/kernel/capability.ts';
import type { World } from './world.ts';

/** One thing that an engine must do. */
export interface Scenario {
  readonly name: string;
  /** Only for engines that offer all of this by themselves. */
  readonly needs: readonly Capability[];
  /** Only where the suite was told how to crash the engine. */
  readonly crashes?: boolean;
  run(world: World): Promise<void>;
}

/** Scenarios of one subject, and what engines that refuse a capability must answer. */
export interface Theme {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
  readonly refusals?: Partial<Record<Capability, (world: World) => Promise<void>>>;
}

/** Writes a scenario. */
export function scenario(name: string, needs: readonly Capability[], run: (world: World) => Promise<void>): Scenario {
  return { name, needs, run };
}

/** Writes a scenario that crashes the engine. */
export function crashScenario(name: string, needs: readonly Capability[], run: (world: World) => Promise<void>): Scenario {
  return { name, needs, run, crashes: true };
}

import type { Capabilities, Capability } from '../src/kernel/capability.ts';
import type { ConformanceOptions } from './options.ts';
import type { Scenario, Theme } from './scenario.ts';
import { themes } from './themes.ts';
import { World } from './world.ts';

/**
 * Registers the scenarios that an engine has to pass: for each capability the ones that show that it works, or,
 * where the engine declares that it refuses it, the one that shows that. A capability that the layer above emulates
 * is tested there (`appConformance`).
 */
export async function conformance(options: ConformanceOptions): Promise<void> {
  const { capabilities, kind } = await options.engine();
  options.runner.describe(`engine ${kind}`, () => {
    for (const theme of themes) register(theme, capabilities, options);
  });
}

function register(theme: Theme, capabilities: Capabilities, options: ConformanceOptions): void {
  const scenarios = theme.scenarios.filter((scenario) => applies(scenario, capabilities, options));
  const refusals = Object.entries(theme.refusals ?? {}).filter(([capability]) => isRefused(capability as Capability, capabilities));
  if (scenarios.length + refusals.length === 0) return;
  options.runner.describe(theme.name, () => {
    for (const { name, run } of scenarios) options.runner.test(name, () => World.run(options, run));
    for (const [capability, run] of refusals) options.runner.test(`${capability} is refused`, () => World.run(options, run));
  });
}

function applies({ needs, crashes }: Scenario, capabilities: Capabilities, options: ConformanceOptions): boolean {
  return needs.every((capability) => capabilities[capability] === 'native') && (crashes !== true || options.crash !== undefined);
}

/** What belongs to queues or streams is not refused one by one where there are none at all. */
function isRefused(capability: Capability, capabilities: Capabilities): boolean {
  if (capabilities[capability] !== 'refused') return false;
  const parent = parents[capability];
  return parent === undefined || capabilities[parent] === 'native';
}

const parents: Partial<Record<Capability, Capability>> = {
  orderPerKey: 'queue', delay: 'queue', priority: 'queue', deduplication: 'queue', peek: 'queue', transactions: 'queue',
  replay: 'stream', retention: 'stream', compaction: 'stream',
};

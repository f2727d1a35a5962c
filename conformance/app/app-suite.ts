import type { ConformanceOptions } from '../options.ts';
import type { AppTheme } from './app-scenario.ts';
import { AppWorld } from './app-world.ts';
import { atomicEffects } from './atomic.ts';
import { deadLetters } from './dead-letters.ts';
import { messageOptions } from './options.ts';
import { order } from './order.ts';
import { retry } from './retry.ts';
import { appStreams } from './streams.ts';

const themes: readonly AppTheme[] = [retry, deadLetters, order, atomicEffects, appStreams, messageOptions];

/**
 * Registers what apps promise whatever carries their messages (retry, dead letters, order, parking, effects that
 * come once), run on the engine under test. The engine must offer `state`, or the scenarios have nowhere to keep theirs.
 */
export async function appConformance(options: ConformanceOptions): Promise<void> {
  const { capabilities, kind } = await options.engine();
  options.runner.describe(`apps on engine ${kind}`, () => {
    for (const { name, scenarios } of themes) {
      options.runner.describe(name, () => {
        for (const { name: title, needs, crashes, run } of scenarios) {
          const applies = needs.every((capability) => capabilities[capability] !== 'refused') && (crashes !== true || options.crash !== undefined);
          if (applies) options.runner.test(title, () => AppWorld.run(options, run));
        }
      });
    }
  });
}

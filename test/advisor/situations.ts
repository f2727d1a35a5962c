import { otherReadings } from './scenarios-readings.ts';
import { sparse } from './scenarios-sparse.ts';
import { systems } from './scenarios-systems.ts';
import { trade } from './scenarios-trade.ts';
import { invented, published } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';

/** Every situation of the tests. */
export const situations: readonly Scenario[] = [...published, ...invented, ...otherReadings, ...trade, ...systems, ...sparse];

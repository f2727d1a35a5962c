import type { LinkRule } from '../rule.ts';
import { fitRules } from './fit.ts';
import { latencyRules } from './latency.ts';
import { loadRules } from './load.ts';
import { orderingRules } from './ordering.ts';
import { payloadRules } from './payload.ts';
import { retryRules } from './retries.ts';

/** Every rule about one link. */
export const linkRules: readonly LinkRule[] = [...latencyRules, ...retryRules, ...loadRules, ...orderingRules, ...payloadRules, ...fitRules];

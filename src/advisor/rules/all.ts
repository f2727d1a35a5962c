import type { LinkRule, MapRule } from '../rule.ts';
import { doorRules } from './doors.ts';
import { durabilityRules } from './durability.ts';
import { fitRules } from './fit.ts';
import { latencyRules } from './latency.ts';
import { loadRules } from './load.ts';
import { meshRules } from './mesh.ts';
import { orderingRules } from './ordering.ts';
import { payloadRules } from './payload.ts';
import { retryRules } from './retries.ts';
import { stormRules } from './storms.ts';
import { topologyRules } from './topology.ts';
import { webhookRules } from './webhooks.ts';

/** Every rule about one link. */
export const linkRules: readonly LinkRule[] = [
  ...latencyRules, ...retryRules, ...loadRules, ...orderingRules, ...payloadRules, ...fitRules, ...webhookRules, ...durabilityRules,
];

/** Every rule that sees all links. */
export const mapRules: readonly MapRule[] = [...topologyRules, ...stormRules, ...doorRules, ...meshRules];

import type { Theme } from './scenario.ts';
import { atomic } from './scenarios/atomic.ts';
import { batches } from './scenarios/batches.ts';
import { closing } from './scenarios/closing.ts';
import { compaction } from './scenarios/compaction.ts';
import { competing } from './scenarios/competing.ts';
import { deduplication } from './scenarios/deduplication.ts';
import { delay } from './scenarios/delay.ts';
import { groups } from './scenarios/groups.ts';
import { inspection } from './scenarios/inspection.ts';
import { lanes } from './scenarios/lanes.ts';
import { missing } from './scenarios/missing.ts';
import { order } from './scenarios/order.ts';
import { payloads } from './scenarios/payloads.ts';
import { priority } from './scenarios/priority.ts';
import { rebalance } from './scenarios/rebalance.ts';
import { replay } from './scenarios/replay.ts';
import { restart } from './scenarios/restart.ts';
import { retention } from './scenarios/retention.ts';
import { settling } from './scenarios/settling.ts';
import { state } from './scenarios/state.ts';
import { streams } from './scenarios/streams.ts';

/** Every subject of the engine suite. */
export const themes: readonly Theme[] = [
  batches, competing, order, lanes, settling, closing, restart, delay, priority, deduplication, inspection, payloads,
  streams, groups, rebalance, replay, retention, compaction, state, atomic, missing,
];

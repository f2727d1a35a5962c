import type { Needs } from '../kernel/needs.ts';
import { formatDuration } from '../kernel/units.ts';
import { above } from './conflicts.ts';
import type { Conflict, ConflictRule } from './conflicts.ts';

const readers = ({ receivers, independentReceivers }: Partial<Needs>) => Math.max(receivers ?? 0, independentReceivers ?? 0);
const time = (value: number | undefined): string => formatDuration(value ?? 0);

/** Demands that no way meets as they stand. The answer holds, and one of the numbers has to give. */
const rules: readonly ConflictRule[] = [
  { needs: ['replyWithin', 'processing'], when: ({ reply, replyWithin, processing }) => reply !== 'none' && above(processing, replyWithin) && `an answer within ${time(replyWithin)} is too soon for work of ${time(processing)}: answer with the address of a job, and the result later` },
  { needs: ['callerTimeout', 'processing'], when: ({ callerTimeout, processing }) => above(processing, callerTimeout) && `the caller gives up after ${time(callerTimeout)}, and the work takes ${time(processing)}` },
  { needs: ['reply', 'userWaits'], when: ({ reply, userWaits }) => reply === 'none' && userWaits === true && 'a person waits, and no answer comes: say at least that it was taken' },
  { needs: ['order', 'consumers'], when: ({ order, consumers }) => order === 'global' && (consumers ?? 1) > 1 && `one order for everything keeps one of ${consumers} consumers busy: order per key lets all work` },
  { needs: ['order', 'rate'], when: ({ order, rate }) => order === 'global' && (rate ?? 0) >= 1_000 && `${rate}/s in one order pass one consumer: order per key scales` },
  { needs: ['freshness', 'batchInterval'], when: ({ freshness, batchInterval }) => above(batchInterval, freshness) && `a run every ${time(batchInterval)} can not keep a copy within ${time(freshness)}` },
  { needs: ['freshness', 'pollInterval'], when: ({ freshness, pollInterval }) => above(pollInterval, freshness) && `asking every ${time(pollInterval)} can not keep a copy within ${time(freshness)}` },
  { needs: ['objective', 'availability'], when: ({ objective, availability, reply }) => reply === 'now' && above(objective, availability) && `the caller promises ${objective} and depends on ${availability}: answer without it when it fails, or promise less` },
  { needs: ['burst', 'capacity'], when: ({ burst, capacity, reply }) => reply === 'now' && above(burst, capacity) && `bursts of ${burst}/s meet ${capacity}/s, and every caller waits: some fail, unless the answer may come later` },
  { needs: ['rate', 'capacity'], when: ({ rate, capacity }) => (rate === capacity ? rate !== undefined : above(rate, capacity)) && `${rate}/s arrive and ${capacity}/s are done: no queue is long enough` },
  { needs: ['atomicTransaction', 'independentReceivers'], when: (needs) => needs.atomicTransaction === true && needs.reply === 'none' && readers(needs) >= 2 && 'receivers of messages succeed one by one: all or none takes one owner, or a saga of steps that undo' },
];

/** What is hard to meet together. */
export function tensionsOf(needs: Partial<Needs>): readonly Conflict[] {
  return rules.flatMap(({ needs: names, when }) => {
    const why = when(needs);
    return typeof why === 'string' ? [{ needs: names, why }] : [];
  });
}

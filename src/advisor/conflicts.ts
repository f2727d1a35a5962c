import type { Needs } from '../kernel/needs.ts';
import { formatDuration } from '../kernel/units.ts';

export type NeedName = keyof Needs;

/** Needs that can not all be meant. */
export interface Conflict {
  readonly needs: readonly NeedName[];
  readonly why: string;
}

type Known = Partial<Needs>;
export interface ConflictRule {
  readonly needs: readonly NeedName[];
  when(needs: Known): string | false | undefined;
}

/** Both are said, and the first is more. */
export const above = (a: number | undefined, b: number | undefined): boolean => a !== undefined && b !== undefined && a > b;

/** Only what can never be true together: a demand that is hard to meet is no contradiction. */
const rules: readonly ConflictRule[] = [
  { needs: ['reply', 'replyWithin'], when: ({ reply, replyWithin }) => reply === 'none' && replyWithin !== undefined && `no answer is needed, and yet one within ${formatDuration(replyWithin)}` },
  { needs: ['reply', 'responseUsed'], when: ({ reply, responseUsed }) => reply === 'none' && responseUsed === true && 'no answer is needed, and yet its content is used' },
  { needs: ['reply', 'responseUsed'], when: ({ reply, responseUsed }) => reply === 'now' && responseUsed === false && 'an answer is needed at once, and yet nobody uses it' },
  { needs: ['processing', 'processingExtreme'], when: ({ processing, processingExtreme }) => above(processing, processingExtreme) && 'the 99th percentile is longer than the 99.9th' },
  { needs: ['rate', 'burst'], when: ({ rate, burst }) => above(rate, burst) && `the average is ${rate}/s, and the busiest ten seconds have only ${burst}/s` },
  { needs: ['receivers', 'independentReceivers'], when: ({ receivers, independentReceivers }) => above(independentReceivers, receivers) && `${independentReceivers} systems read it, and there are only ${receivers} receivers` },
  { needs: ['external', 'publicInterface'], when: ({ external, publicInterface }) => external === false && publicInterface === true && 'anyone may use it, and yet no client is outside' },
  { needs: ['partnerPushes', 'partnerFilesOnly'], when: ({ partnerPushes, partnerFilesOnly }) => partnerPushes === true && partnerFilesOnly === true && 'the partner calls us, and yet exchanges files only' },
  { needs: ['direction', 'holdsConnection'], when: ({ direction, holdsConnection }) => direction === 'both-ways' && holdsConnection === false && 'both sides speak on one connection, and yet the client can hold none' },
  { needs: ['order', 'topKeyShare'], when: ({ order, topKeyShare }) => order === 'global' && topKeyShare !== undefined && topKeyShare < 1 && 'everything stays in one order, and yet keys are told apart' },
  { needs: ['clientKinds', 'payloadsDiffer'], when: ({ clientKinds, payloadsDiffer }) => clientKinds === 1 && payloadsDiffer === true && 'there is one kind of client, and yet kinds need different data' },
  { needs: ['volume', 'rowsPerRun'], when: ({ volume, rowsPerRun }) => volume === 'single' && (rowsPerRun ?? 0) > 1 && `one thing at a time, and yet ${rowsPerRun} rows in a run` },
];

/** What contradicts itself in these needs. */
export function conflictsOf(needs: Known): readonly Conflict[] {
  return rules.flatMap(({ needs: names, when }) => {
    const why = when(needs);
    return typeof why === 'string' ? [{ needs: names, why }] : [];
  });
}

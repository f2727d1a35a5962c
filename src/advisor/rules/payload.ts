import type { Case, LinkRule } from '../rule.ts';
import { brokerLimit, isMessaging, isQueue, isSynchronous, numberOption, percent, sizeText } from '../terms.ts';

/** A claim check: a queue makes it by itself. */
const reference = (one: Case): string => (isQueue(one) ? 'Use queue({ claimCheckAbove: "64KiB" }), or send a reference to the file.' : 'Keep the body in a store and send a reference to it (claim check).');

/** Sizes and the number of round trips. */
export const payloadRules: readonly LinkRule[] = [
  {
    id: 'A25', severity: 'error', title: 'The message does not fit', recommends: [], sources: ['AZ-CLM'],
    when: (one) => {
      const most = brokerLimit(one)?.message;
      const { payload } = one.facts;
      if (!isMessaging(one) || payload === undefined || most === undefined || payload <= 0.8 * most || (numberOption(one, 'claimCheckAbove') ?? 0) > 0) return undefined;
      return { why: `${sizeText(payload)} is ${percent(payload / most)} of the ${sizeText(most)} that ${one.engine?.kind} takes; 80 % leave room for headers.`, change: reference(one) };
    },
  },
  {
    id: 'L35', severity: 'warning', title: 'Bulk where control messages travel', recommends: [], sources: ['SENT', 'AZ-CLM'],
    when: (one) => {
      const { payload, processing } = one.facts;
      const claimed = (numberOption(one, 'claimCheckAbove') ?? 0) > 0;
      const tooLarge = isSynchronous(one) ? 300_000 : isMessaging(one) && brokerLimit(one)?.message === undefined && !claimed ? 1_048_576 : Infinity;
      if (payload === undefined || payload <= tooLarge || (isSynchronous(one) && processing !== undefined && processing <= 100)) return undefined;
      const change = isSynchronous(one) ? 'Page through it (rest({ paginate: true })), or answer with a link to a file.' : reference(one);
      return { why: `One body has ${sizeText(payload)}; above ${sizeText(tooLarge)} it holds up what travels beside it.`, change };
    },
  },
  {
    id: 'L36', severity: 'warning', title: 'Many calls for one request', recommends: [], sources: ['SENT', 'AZ-CHT', 'PSEN'],
    when: (one) => {
      const calls = one.facts.sequentialCalls ?? 0;
      if (!isSynchronous(one) || calls < 10) return undefined;
      return { why: `${calls} similar calls are made one after the other for one request.`, change: 'Offer an operation that takes a list, or join the data where it is.' };
    },
  },
  {
    id: 'L37', severity: 'warning', title: 'Many round trips for one screen', recommends: ['gateway', 'bff', 'graphql'], sources: ['AZ-AGG'],
    when: (one) => {
      const calls = one.facts.callsPerScreen ?? 0;
      if (one.link.method !== 'rest' || !isSynchronous(one) || one.facts.inside || calls < 3) return undefined;
      return { why: `A client far away makes ${calls} calls for one screen, each with its own round trip.`, change: 'Offer one operation for the screen, behind a gateway or a backend for that frontend.' };
    },
  },
  {
    id: 'L38', severity: 'note', title: 'Most of the answer is thrown away', recommends: ['graphql', 'bff'], sources: ['AZ-API'],
    when: (one) => {
      const { usedShare } = one.facts;
      if (one.link.method !== 'rest' || usedShare === undefined || usedShare >= 0.3) return undefined;
      return { why: `The client uses ${percent(usedShare)} of the bytes that it gets.`, change: 'Offer a smaller output, or GraphQL.' };
    },
  },
  {
    id: 'L43', severity: 'warning', title: 'Bulk data row by row', recommends: ['pipeline', 'file-transfer'], sources: ['SF', 'AZ-ETL'],
    when: (one) => {
      const { rowsPerRun } = one.facts;
      if (!isSynchronous(one) || rowsPerRun === undefined || rowsPerRun < 10_000) return undefined;
      return { why: `${rowsPerRun} rows are sent in one run, each by a call of its own.`, change: 'Hand over a file or a batch: a pipeline, a bulk operation, or a file transfer.' };
    },
  },
];

import type { LinkRule } from '../rule.ts';
import { isMessaging, isQueue, numberOption, percent } from '../terms.ts';

/** Order. */
export const orderingRules: readonly LinkRule[] = [
  {
    id: 'A21', severity: 'error', title: 'Order per key without a key', recommends: [], sources: ['AZ-SEQ', 'KAF'],
    when: (one) => {
      const { contract, facts } = one;
      if (!isMessaging(one) || facts.order !== 'key' || contract === undefined || contract.key !== undefined) return undefined;
      return { why: `Order within a key is needed, and "${contract.name}" has no key.`, change: `Declare it: event("${contract.name}", { …, key: "…" }).` };
    },
  },
  {
    id: 'A22', severity: 'warning', title: 'One order for everything is one lane', recommends: [], sources: ['KAF', 'RMQ-C', 'AZ-SEQ'],
    when: (one) => {
      if (!isMessaging(one) || (one.facts.order !== 'global' && one.link.options['order'] !== 'global')) return undefined;
      const kept = one.link.options['order'] === 'global';
      return { why: kept ? 'One message at a time is handled, however many consumers there are.' : 'Everything must stay in order, and this link does not keep it.', change: kept ? 'Use order: "key" where order within a key is enough.' : 'Use order: "global", or be content with order: "key".', severity: kept ? 'warning' : 'error' };
    },
  },
  {
    id: 'L23', severity: 'error', title: 'The order that is needed is not kept', recommends: [], sources: ['AZ-CON', 'AZ-SEQ', 'RMQ-C'],
    when: (one) => {
      const inversions = one.measured?.inversions ?? 0;
      const wanted = one.facts.order === 'key' || one.link.options['order'] === 'key';
      if (!isMessaging(one) || !wanted || one.contract?.key === undefined) return undefined;
      if (inversions > 0) return { why: `${inversions} messages were handled after a later one of their ${String(one.contract.key)}.`, change: 'Use order: "key", and send the messages of one key one after the other, from one place.' };
      if (one.link.options['order'] !== 'none') return undefined;
      return { why: `Messages of one ${String(one.contract.key)} are handled at the same time, in any order.`, change: 'Use order: "key".' };
    },
  },
  {
    id: 'L24', severity: 'warning', title: 'One key takes most of the traffic', recommends: [], sources: ['AZ-SEQ'],
    when: (one) => {
      const { topKeyShare: share = 0, keys } = one.facts;
      const consumers = one.facts.consumers ?? numberOption(one, 'concurrency') ?? 1;
      const few = keys !== undefined && keys < consumers;
      if (!isMessaging(one) || (share <= 0.5 && !few) || one.link.options['order'] === 'none') return undefined;
      if (share <= 0.5) return { why: `There are ${keys} keys for ${consumers} places, and a key is handled one at a time: ${consumers - (keys ?? 0)} places stay empty.`, change: 'Choose a finer key in the contract, or lower concurrency.' };
      return { why: `The busiest key has ${percent(share)} of the messages, and a key is handled one at a time.`, change: 'Choose a finer key in the contract.' };
    },
  },
  {
    id: 'L31', severity: 'error', title: 'Several services share one queue', recommends: ['publish-subscribe'], sources: ['AZ-PUB'],
    when: (one) => {
      if (!isQueue(one) || one.link.to.length < 2) return undefined;
      return { why: `${one.link.to.join(', ')} take from one queue, so each sees a part of the messages.`, change: 'Use stream(): each receiving service reads all of it.' };
    },
  },
  {
    id: 'L32', severity: 'note', title: 'A log that nobody reads twice', recommends: ['queue'], sources: ['AWS-MS'],
    when: (one) => {
      const { replay, lateReaders, sustained, order, receiversGrow, filtered, rate = 0 } = one.facts;
      const wanted = replay === true || lateReaders === true || sustained === true || receiversGrow === true || filtered === true || rate >= 1_000 || order === 'key' || order === 'global' || one.link.options['order'] === 'key';
      if (one.link.method !== 'stream' || one.link.to.length > 1 || wanted || (one.facts.independentReceivers ?? 1) > 1) return undefined;
      const partitions = numberOption(one, 'partitions');
      return { why: `One service reads it, without order and without reading again${partitions === undefined ? '' : `, over ${partitions} partitions`}.`, change: 'Use queue(), which retries and delays single messages, or say in needs why it is a log (replay, lateReaders, receiversGrow).' };
    },
  },
];

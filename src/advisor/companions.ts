import { sizeText } from './terms.ts';
import { needsClaimCheck } from './code.ts';
import type { Facts } from './facts.ts';
import { longWork } from './choices/choice-rule.ts';

/** What must come with the chosen way. */
export interface Companion {
  readonly name: 'claim check' | 'transactional outbox' | 'API gateway' | 'service mesh' | 'order per key' | 'one lane' | 'callback' | 'queue behind it' | 'deduplication' | 'saga';
  readonly why: string;
  readonly rule: string;
}

/** What goes with any way that these facts lead to. */
export function companionsOf(facts: Facts): readonly Companion[] {
  const partner = facts.startedBy === 'third-party';
  const all: Array<Companion | false> = [
    needsClaimCheck(facts) && facts.reply !== 'now' && facts.volume !== 'bulk' && { name: 'claim check', rule: 'A25', why: `${sizeText(facts.payload ?? 0)} do not fit into common brokers: keep the body in a store and send a reference` },
    facts.loss === 'none' && facts.writesDatabase === true && facts.publishes === true && { name: 'transactional outbox', rule: 'A26', why: 'a database write and a message must both happen or neither' },
    facts.external === true && !partner && facts.startedBy !== 'us' && facts.direction !== 'server-to-client' && facts.volume !== 'bulk' && (facts.reply !== 'none') && facts.partnerFilesOnly !== true && { name: 'API gateway', rule: 'A12', why: 'clients outside need one door with authentication and limits' },
    facts.inside && (facts.internalServices ?? 0) >= 10 && (facts.mutualTls === true || facts.uniformTraffic === true) && { name: 'service mesh', rule: 'A15', why: `${facts.internalServices} services need the same encryption and retries` },
    facts.order === 'key' && { name: 'order per key', rule: 'A21', why: 'declare the key on the contract, and order: "key" on the link' },
    facts.order === 'global' && { name: 'one lane', rule: 'A22', why: 'global order allows one consumer; order per key scales' },
    facts.callerTakesCallbacks === true && facts.reply !== 'none' && (facts.processing ?? 0) > longWork && { name: 'callback', rule: 'A24', why: 'the caller can be called back, so it need not poll' },
    partner && facts.partnerPushes === true && facts.partnerFilesOnly !== true && { name: 'queue behind it', rule: 'L16', why: 'verify, keep, answer 2xx, and work from a queue, so that the partner never waits' },
    facts.duplicates === 'none' && facts.reply !== 'now' && { name: 'deduplication', rule: 'L18', why: 'every broker delivers some messages twice: give each an id, and keep what was done with it' },
    facts.atomicTransaction === true && facts.reply !== 'now' && (facts.independentReceivers ?? facts.receivers ?? 1) > 1 && { name: 'saga', rule: 'A29', why: 'messages are received one by one: steps that can be undone, kept together by a saga' },
  ];
  return all.filter((each) => each !== false);
}

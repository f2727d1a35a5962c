import { formatDuration } from '../../kernel/units.ts';
import type { Facts } from '../facts.ts';
import { second } from '../facts.ts';
import { because, isAnsweredByPush } from './choice-rule.ts';
import type { ChoiceRule } from './choice-rule.ts';

/** So little is said that the usual reading must do. */
const silent = ({ reply, direction, startedBy }: Facts) => reply === undefined && direction !== 'both-ways' && direction !== 'server-to-client' && startedBy !== 'third-party';
const fetched = ({ volume, partnerFilesOnly, sourceLogOnly, deletesSeen, partnerPushes }: Facts) => volume === 'bulk' || partnerFilesOnly === true || sourceLogOnly === true || deletesSeen === true || partnerPushes !== undefined;
const isClient = ({ client }: Facts) => client === 'browser' || client === 'phone' || client === 'person';

/** The usual reading where little is said: weak, so that whatever is said comes first. */
export const unsaidChoices: readonly ChoiceRule[] = [
  {
    id: 'A12', title: 'Clients outside usually ask', sources: ['AZ-API', 'AZ-GW'], guess: true, points: { rest: 4, gateway: 2 },
    when: (facts) => because(silent(facts) && !fetched(facts) && facts.processing === undefined && (facts.publicInterface === true || isClient(facts) || facts.external === true), 'clients outside usually ask and get an answer'),
  },
  {
    id: 'A12', title: 'Clients outside, several services inside', sources: ['AZ-GW'], guess: true, points: { gateway: 6 },
    when: (facts) => because(!facts.inside && facts.startedBy !== 'third-party' && facts.reply !== 'none' && !fetched(facts) && (facts.edges ?? []).length === 0 && (facts.internalServices ?? 0) >= 2, `${facts.internalServices} services stand behind one door that knows who comes, and how often`),
  },
  {
    id: 'A12', title: 'Clients outside, of several kinds or anybody', sources: ['AZ-GW'], guess: true, points: { gateway: 8 },
    when: (facts) => because(!facts.inside && facts.startedBy !== 'third-party' && facts.reply !== 'none' && !fetched(facts) && (facts.edges ?? []).length === 0 && (facts.internalServices ?? 0) >= 2 && (facts.publicInterface === true || facts.uniformTraffic === true || (facts.clientKinds ?? 0) >= 2) && facts.payloadsDiffer !== true, 'each service would check, encrypt and limit what comes from outside by itself'),
  },
  {
    id: 'A16', title: 'Services that need speed or several languages', sources: ['GRPC', 'AZ-API'], guess: true, points: { grpc: 7 },
    when: (facts) => because(silent(facts) && facts.inside && (facts.lowLatency === true || facts.polyglot === true || facts.streaming === true), 'between services, with low latency, several languages or streams'),
  },
  {
    id: 'A05', title: 'Both sides speak now and then', sources: ['SIGR'], guess: true, points: { websocket: 6, rest: 3 },
    when: (facts) => because(facts.direction === 'both-ways' && facts.holdsConnection !== false, 'both sides speak'),
  },
  {
    id: 'A06', title: 'Services are told what changes', sources: ['AZ-PUB', 'STDW'], guess: true, points: { 'publish-subscribe': 7, 'grpc': 6 },
    when: (facts) => because(isAnsweredByPush(facts) && facts.inside && facts.client === 'service', 'services are told what changes elsewhere'),
  },
  {
    id: 'A07', title: 'A partner that can call', sources: ['GH', 'STDW'], guess: true, points: { webhook: 9 },
    when: (facts) => because(facts.partnerPushes === true && facts.startedBy === undefined && facts.partnerFilesOnly !== true && facts.reply !== 'now', 'the partner can call us'),
  },
  {
    id: 'A23', title: 'The answer may take its time', sources: ['AZ-ARR'], guess: true, points: { job: 7 },
    when: (facts) => because(facts.reply === 'now' && facts.processing === undefined && (facts.replyWithin ?? 0) > 10 * second, `${formatDuration(facts.replyWithin ?? 0)} are longer than anybody holds a request`),
  },
  {
    id: 'A21', title: 'Order is kept by messages', sources: ['AZ-SEQ', 'KAF'], guess: true, points: { queue: 4, stream: 3 },
    when: (facts) => because(silent(facts) && !fetched(facts) && (facts.order === 'key' || facts.order === 'global'), 'order is kept through retries and restarts'),
  },
  {
    id: 'L26', title: 'Bursts are levelled', sources: ['AZ-QLL'], guess: true, points: { queue: 4, stream: 3 },
    when: (facts) => because(silent(facts) && !fetched(facts) && facts.burst !== undefined, `bursts of ${facts.burst}/s are held back until the receiver has time`),
  },
];

import { formatDuration } from '../../kernel/units.ts';
import type { Facts } from '../facts.ts';
import { second } from '../facts.ts';
import { because, isAnsweredByPush, longWork } from './choice-rule.ts';
import type { ChoiceRule } from './choice-rule.ts';

const waits = ({ reply }: Facts) => reply === 'now' || reply === 'later';
const fast = ({ processing, replyWithin = 0 }: Facts) => (processing ?? (replyWithin > 10 * second ? replyWithin : 0)) <= longWork;
const screen = ({ client }: Facts) => client === 'browser' || client === 'phone';
/** Calls of a client far away for one screen. */
const roundTrips = (facts: Facts) => facts.callsPerScreen ?? (screen(facts) ? Math.max(facts.sequentialCalls ?? 0, facts.parallelCalls ?? 0) : 0);
/** Somebody asks, and the answer is quick. */
const asks = (facts: Facts) => facts.reply === 'now' && fast(facts) && facts.direction !== 'both-ways';

/** Calls and connections: somebody waits, or listens. */
export const conversationChoices: readonly ChoiceRule[] = [
  {
    id: 'A01', title: 'The caller can wait for the answer', sources: ['AZ-API', 'NET'], points: { rest: 6 },
    when: (facts) => because(asks(facts), `an answer is needed at once${facts.processing === undefined ? '' : ` and takes ${formatDuration(facts.processing)}`}`),
  },
  {
    id: 'A01', title: 'Between services, binary calls are an equal', sources: ['AZ-API', 'NET'], points: { grpc: 4 },
    when: (facts) => because(asks(facts) && facts.inside, 'an answer is needed at once, between services'),
  },
  {
    id: 'A01', title: 'Screens may ask by a query language', sources: ['AZ-API', 'NET'], points: { graphql: 3 },
    when: (facts) => because(asks(facts) && screen(facts) && facts.crud !== true, 'an answer is needed at once, by a screen'),
  },
  {
    id: 'A01', title: 'The partner needs our answer', sources: ['SF', 'AZ-API'], points: { rest: 12 },
    when: (facts) => because(asks(facts) && facts.startedBy === 'third-party' && (facts.crud === true || facts.responseUsed === true || facts.nestedReads === true), 'another organisation works with our records and uses the answer, which a webhook does not carry'),
  },
  {
    id: 'A05', title: 'Both sides speak, at once', sources: ['SIGR'], points: { websocket: 11 },
    when: (facts) => because(facts.direction === 'both-ways' && facts.holdsConnection !== false && !(facts.inside && facts.client === 'service') && ((facts.updateGap ?? second) <= second || facts.holdsConnection === true), 'both sides speak on a connection that stays open'),
  },
  {
    id: 'A16', title: 'Binary calls between services pay', sources: ['GRPC', 'AZ-API'], points: { grpc: 9 },
    when: (facts) => because(asks(facts) && facts.inside && (facts.lowLatency === true || facts.polyglot === true || facts.streaming === true || (facts.rate ?? 0) >= 1_000), 'it is a call inside, with low latency, a high rate, several languages or streams'),
  },
  {
    id: 'A16', title: 'Services speak both ways on one call', sources: ['GRPC', 'AZ-API'], points: { grpc: 11, websocket: 7 },
    when: (facts) => because(facts.direction === 'both-ways' && facts.inside && facts.client === 'service', 'both sides are services and speak on a call that stays open'),
  },
  {
    id: 'A06', title: 'The server pushes to clients', sources: ['SSE', 'SIGR'], points: { sse: 10, websocket: 8 },
    when: (facts) => because(isAnsweredByPush(facts) && !(facts.inside && facts.client === 'service'), 'only the server speaks, and clients listen'),
  },
  {
    id: 'A16', title: 'A service follows another', sources: ['GRPC'], points: { grpc: 8 },
    when: (facts) => because(isAnsweredByPush(facts) && facts.inside && facts.client === 'service' && (facts.streaming === true || facts.lowLatency === true), 'one service follows another on a call that stays open'),
  },
  {
    id: 'A13', title: 'One backend, clients that compete', sources: ['AZ-BFF'], points: { bff: 11, graphql: 7 },
    when: (facts) => because((facts.clientKinds ?? 2) >= 2 && facts.payloadsDiffer === true, `${facts.clientKinds ?? 'several'} kinds of client need different data`),
  },
  {
    id: 'L37', title: 'Many round trips for one screen', sources: ['AZ-AGG'], points: { gateway: 8, bff: 7, graphql: 6 },
    when: (facts) => because(roundTrips(facts) >= 3 && !facts.inside, `a client far away makes ${roundTrips(facts)} calls for one screen: one door can gather them`),
  },
  {
    id: 'L40', title: 'Clients outside know several hosts', sources: ['AZ-GW'], points: { gateway: 8 },
    when: (facts) => because((facts.directHosts ?? 0) >= 2 && (facts.edges ?? []).length === 0, `clients reach ${facts.directHosts} hosts directly, and each must check and limit them`),
  },
  {
    id: 'A15', title: 'Every service does the same by itself', sources: ['AZ-IPC'], points: { mesh: 9 },
    when: (facts) => because(facts.inside && facts.reply !== 'none' && (facts.internalServices ?? 0) >= 10 && (facts.mutualTls === true || facts.uniformTraffic === true), `${facts.internalServices} services need the same encryption and retries`),
  },
  {
    id: 'A19', title: 'Screens read nested data', sources: ['AZ-API', 'AWS-GQ'], points: { graphql: 10, bff: 6 },
    when: (facts) => because(facts.nestedReads === true && facts.client !== 'service' && facts.startedBy !== 'third-party', `screens read nested or varying data${facts.overfetchMatters === true ? ', and unused bytes cost' : ''}`),
  },
  {
    id: 'A19', title: 'Unused bytes cost', sources: ['AZ-API', 'AWS-GQ'], points: { graphql: 7, bff: 5 },
    when: (facts) => because(asks(facts) && screen(facts) && facts.nestedReads !== true && facts.crud !== true && (facts.overfetchMatters === true || (facts.usedShare ?? 1) < 0.3), 'a screen uses a part of the answer, and the rest costs'),
  },
  {
    id: 'A23', title: 'The work is longer than a request', sources: ['AZ-ARR', 'AZ-LRO', 'GO-LRO'], points: { job: 11 },
    when: (facts) => because(waits(facts) && (facts.processing ?? 0) > longWork, `the answer takes ${formatDuration(facts.processing ?? 0)}; ${formatDuration(longWork)} is as long as a request should be held`),
  },
  {
    id: 'A23', title: 'The answer may come later', sources: ['AZ-ARR'], points: { job: 6 },
    when: (facts) => because(facts.reply === 'later' && (facts.processing ?? 0) <= longWork && facts.direction !== 'server-to-client', 'the answer is needed, though not now'),
  },
  {
    id: 'A27', title: 'Plain records of one owner', sources: ['AZ-API'], points: { rest: 3 },
    when: (facts) => because(facts.crud === true && facts.reply === 'now', 'create, read, update and delete of one owner'),
  },
  {
    id: 'L20', title: 'Asked again and again for nothing', sources: ['AZ-QEV', 'RMQ-C'], points: { sse: 9, websocket: 7, webhook: 6 },
    when: ({ pollInterval, changedShare, client }) => because(pollInterval !== undefined && pollInterval <= 10 * second && (changedShare ?? 1) < 0.1 && client !== 'service', `it is polled every ${formatDuration(pollInterval ?? 0)}, and most answers bring nothing new`),
  },
  {
    id: 'L20', title: 'A service asks again and again for nothing', sources: ['AZ-QEV', 'RMQ-C'], points: { 'webhook': 8, 'publish-subscribe': 9 },
    when: ({ pollInterval, changedShare, client }) => because(pollInterval !== undefined && pollInterval <= 10 * second && (changedShare ?? 1) < 0.1 && client === 'service', `it is polled every ${formatDuration(pollInterval ?? 0)}, and most answers bring nothing new`),
  },
];

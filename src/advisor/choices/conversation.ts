import { formatDuration } from '../../kernel/units.ts';
import type { Facts } from '../facts.ts';
import { second } from '../facts.ts';
import { because, longWork } from './choice-rule.ts';
import type { ChoiceRule } from './choice-rule.ts';

const waits = ({ reply }: Facts) => reply === 'now' || reply === 'later';
const fast = ({ processing, replyWithin }: Facts) => (processing ?? replyWithin ?? 0) <= longWork;

/** Calls and connections: somebody waits, or listens. */
export const conversationChoices: readonly ChoiceRule[] = [
  {
    id: 'A01', title: 'The caller can wait for the answer', sources: ['AZ-API', 'NET'], points: { rest: 6 },
    when: (facts) => because(facts.reply === 'now' && fast(facts) && facts.direction !== 'both-ways', `an answer is needed at once${facts.processing === undefined ? '' : ` and takes ${formatDuration(facts.processing)}`}`),
  },
  {
    id: 'A01', title: 'Between services, binary calls are an equal', sources: ['AZ-API', 'NET'], points: { grpc: 4 },
    when: (facts) => because(facts.reply === 'now' && facts.inside && fast(facts) && facts.direction !== 'both-ways', 'an answer is needed at once, between services'),
  },
  {
    id: 'A01', title: 'Screens may ask by a query language', sources: ['AZ-API', 'NET'], points: { graphql: 3 },
    when: (facts) => because(facts.reply === 'now' && (facts.client === 'browser' || facts.client === 'phone') && facts.crud !== true && fast(facts) && facts.direction !== 'both-ways', 'an answer is needed at once, by a screen'),
  },
  {
    id: 'A05', title: 'Both sides speak, at once', sources: ['SIGR'], points: { websocket: 11 },
    when: (facts) => because(facts.direction === 'both-ways' && ((facts.updateGap ?? second) <= second || facts.holdsConnection === true), 'both sides speak on a connection that stays open'),
  },
  {
    id: 'A06', title: 'The server pushes to clients', sources: ['SSE', 'SIGR'], points: { sse: 10, websocket: 8 },
    when: (facts) => because(facts.direction === 'server-to-client', 'only the server speaks, and clients listen'),
  },
  {
    id: 'A13', title: 'One backend, clients that compete', sources: ['AZ-BFF'], points: { bff: 11, graphql: 7 },
    when: (facts) => because((facts.clientKinds ?? 0) >= 2 && facts.payloadsDiffer === true, `${facts.clientKinds} kinds of client need different data`),
  },
  {
    id: 'A16', title: 'Binary calls between services pay', sources: ['GRPC', 'AZ-API'], points: { grpc: 9 },
    when: (facts) => because(facts.reply === 'now' && facts.inside && (facts.lowLatency === true || facts.polyglot === true || facts.streaming === true || (facts.rate ?? 0) >= 1_000), 'inside, with low latency, a high rate, several languages or streams'),
  },
  {
    id: 'A19', title: 'Screens read nested data', sources: ['AZ-API', 'AWS-GQ'], points: { graphql: 10, bff: 6 },
    when: (facts) => because(facts.nestedReads === true && facts.client !== 'service', `nested or varying reads${facts.overfetchMatters === true ? ', and unused bytes cost' : ''}`),
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
];

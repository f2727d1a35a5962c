import { formatDuration } from '../../kernel/units.ts';
import type { Facts } from '../facts.ts';
import { sizeText } from '../terms.ts';
import { because, isAnsweredByPush, largeBody, longWork } from './choice-rule.ts';
import type { ChoiceRule } from './choice-rule.ts';

/** How many systems act on one message, as far as it is said. */
const readers = ({ independentReceivers, receivers }: Facts) => Math.max(independentReceivers ?? 0, receivers ?? 0);
/** Nobody waits on a line, and no partner stands at the door: a message may carry it. */
const told = (facts: Facts) => facts.reply !== 'now' && !isAnsweredByPush(facts) && facts.direction !== 'both-ways' && facts.startedBy !== 'third-party' && facts.partnerPushes !== false;
const several = (facts: Facts) => readers(facts) >= 2 || facts.receiversGrow === true;
/** An average that telemetry has, and single orders have not; devices report rather than order. */
const highRate = ({ client }: Facts) => (client === 'device' ? 100 : 1_000);
const ordered = ({ order }: Facts) => order === 'key' || order === 'global';

/** Events and commands: nobody waits. */
export const messagesChoices: readonly ChoiceRule[] = [
  {
    id: 'A02', title: 'A command to one owner', sources: ['AZ-MSG', 'AZ-CON'], points: { queue: 6, stream: 4 },
    when: (facts) => because(facts.reply === 'none' && !several(facts) && !isAnsweredByPush(facts), 'nobody waits for an answer and one receiver acts on it'),
  },
  {
    id: 'A02', title: 'Nothing lost, nothing twice', sources: ['AZ-CMP'], guess: true, points: { queue: 5 },
    when: (facts) => because(told(facts) && facts.reply !== 'later' && !several(facts) && (facts.loss === 'none' || facts.duplicates === 'none'), 'each message counts, and a queue keeps it until it was acted on'),
  },
  {
    id: 'A03', title: 'Several systems act on one event', sources: ['NET', 'AZ-PUB'], points: { 'publish-subscribe': 8, stream: 5 },
    when: (facts) => because(told(facts) && several(facts), facts.receiversGrow === true ? 'more receivers are expected' : `${readers(facts)} systems act on the same event`),
  },
  {
    id: 'A03', title: 'Each receiver wants a part', sources: ['AZ-MSG', 'AZ-PUB'], points: { 'publish-subscribe': 8 },
    when: (facts) => because(told(facts) && facts.filtered === true, 'receivers choose what they want of it'),
  },
  {
    id: 'A04', title: 'It must be kept and read again', sources: ['AZ-EDA', 'AWS-MS', 'RMQ-S'], points: { stream: 10 },
    when: (facts) => because(told(facts) && (facts.replay === true || facts.lateReaders === true || facts.sustained === true), facts.replay === true ? 'readers go back and read again' : facts.lateReaders === true ? 'late readers must see what was said before' : 'the rate is high all the time'),
  },
  {
    id: 'A04', title: 'Much, all the time', sources: ['AZ-EDA', 'AWS-MS'], guess: true, points: { stream: 7 },
    when: (facts) => because(told(facts) && facts.sustained !== false && facts.volume !== 'bulk' && (facts.rate ?? 0) >= highRate(facts) && facts.receivers !== 1, `${facts.rate}/s on average is a flow, which is read in batches`),
  },
  {
    id: 'A21', title: 'Several read it in order', sources: ['AZ-MSG', 'KAF'], points: { stream: 8 },
    when: (facts) => because(told(facts) && several(facts) && ordered(facts), 'several readers need the same order, each at its own pace'),
  },
  {
    id: 'A28', title: 'The sender decides what runs when', sources: ['GCT'], points: { queue: 9 },
    when: (facts) => because(facts.explicitInvocation === true && told(facts), 'the sender chooses endpoint, time or rate'),
  },
  {
    id: 'A25', title: 'Larger than brokers take', sources: ['AZ-CLM'], guess: true, points: { 'queue': 6, 'publish-subscribe': 4, 'file-transfer': 3 },
    when: (facts) => because(told(facts) && facts.reply !== 'later' && (facts.payload ?? 0) > largeBody, `${sizeText(facts.payload ?? 0)} travel as a reference (claim check), the body in a store`),
  },
  {
    id: 'L45', title: 'Long work away from the web server', sources: ['AZ-BFE'], guess: true, points: { queue: 6, job: 5 },
    when: (facts) => because(told(facts) && !several(facts) && facts.reply !== 'later' && ((facts.processing ?? 0) > longWork || facts.worksInProcess === true), `${facts.processing === undefined ? 'work' : formatDuration(facts.processing)} in the answering process slows down what else is asked; a worker takes it from a queue, a job where the result is fetched`),
  },
  {
    id: 'L14', title: 'The answer is not used', sources: ['AZ-IPC'], guess: true, points: { queue: 6 },
    when: (facts) => because(told(facts) && !several(facts) && facts.responseUsed === false && facts.failsWithReceiver === true, 'the caller fails with a receiver whose answer it does not use'),
  },
  {
    id: 'L26', title: 'Bursts beyond what the receiver can do', sources: ['AZ-QLL'], points: { queue: 5, stream: 2 },
    when: (facts) => because(told(facts) && facts.burst !== undefined && facts.burst > (facts.capacity ?? facts.rate ?? Infinity), `bursts of ${facts.burst}/s meet ${facts.capacity === undefined ? `an average of ${facts.rate}/s` : `a capacity of ${facts.capacity}/s`}`),
  },
  {
    id: 'A29', title: 'All or none', sources: ['AZ-PUB'], points: { rest: 9, queue: 5 },
    when: (facts) => because(facts.atomicTransaction === true && Math.max(facts.receivers ?? 0, facts.independentReceivers ?? 0) >= 2, 'all receivers must succeed or none: one call to one owner, or a saga of steps that undo'),
  },
];

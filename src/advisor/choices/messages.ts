import { because } from './choice-rule.ts';
import type { ChoiceRule } from './choice-rule.ts';

/** Events and commands: nobody waits. */
export const messagesChoices: readonly ChoiceRule[] = [
  {
    id: 'A02', title: 'A command to one owner', sources: ['AZ-MSG', 'AZ-CON'], points: { queue: 6, stream: 4 },
    when: (facts) => because(facts.reply === 'none' && (facts.independentReceivers ?? facts.receivers ?? 1) <= 1 && facts.receiversGrow !== true && facts.direction !== 'server-to-client', 'nobody waits for an answer and one receiver acts on it'),
  },
  {
    id: 'A03', title: 'Several systems act on one event', sources: ['NET', 'AZ-PUB'], points: { 'publish-subscribe': 8, stream: 5 },
    when: (facts) => because(facts.reply !== 'now' && facts.direction !== 'server-to-client' && ((facts.independentReceivers ?? 0) >= 2 || facts.receiversGrow === true), facts.receiversGrow === true ? 'more receivers are expected' : `${facts.independentReceivers} systems read the same event`),
  },
  {
    id: 'A04', title: 'It must be kept and read again', sources: ['AZ-EDA', 'AWS-MS', 'RMQ-S'], points: { stream: 10 },
    when: (facts) => because(facts.reply !== 'now' && (facts.replay === true || facts.lateReaders === true || facts.sustained === true), facts.replay === true ? 'readers go back and read again' : facts.lateReaders === true ? 'late readers must see what was said before' : 'the rate is high all the time'),
  },
  {
    id: 'A28', title: 'The sender decides what runs when', sources: ['GCT'], points: { queue: 9 },
    when: (facts) => because(facts.explicitInvocation === true && facts.reply !== 'now', 'the sender chooses endpoint, time or rate'),
  },
  {
    id: 'L26', title: 'Bursts beyond what the receiver can do', sources: ['AZ-QLL'], points: { queue: 5, stream: 2 },
    when: (facts) => because(facts.reply !== 'now' && facts.burst !== undefined && facts.capacity !== undefined && facts.burst > facts.capacity, `bursts of ${facts.burst}/s meet a capacity of ${facts.capacity}/s`),
  },
];

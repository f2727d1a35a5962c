import { formatDuration } from '../../kernel/units.ts';
import { isMessaging, isSynchronous, numberOption, percent } from '../terms.ts';
import type { LinkRule } from '../rule.ts';

/** Failing calls are stopped by a breaker from this share on, and a storm is one retry for ten calls. */
const dead = 0.5;
const storm = 0.1;
/** Dead letters that are gone within a day are seen by nobody. */
const shortest = 86_400_000;

/** Trying again: storms, double effects, messages that never end. */
export const retryRules: readonly LinkRule[] = [
  {
    id: 'L11', severity: 'warning', title: 'Retries come in step, or too soon', recommends: [], sources: ['AZ-RST', 'AWS-RT'],
    when: (one) => {
      const { retry } = one.link.policies;
      const backoff = retry ?? (one.link.options['backoff'] as { base: number; jitter: string; factor: number } | undefined);
      const attempts = retry?.attempts ?? numberOption(one, 'attempts') ?? 2;
      if (backoff === undefined || attempts < 2 || (backoff.jitter !== 'none' && backoff.base >= 100 && backoff.factor > 1)) return undefined;
      const short = `The first retry waits at most ${formatDuration(backoff.base)}, which a fault outlives.`;
      const why = backoff.jitter === 'none' ? 'Without jitter all callers that failed together come back together.' : backoff.base < 100 ? short : `Every retry waits up to ${formatDuration(backoff.base)}: what is overloaded is asked as often as before.`;
      return { why, change: 'Use { jitter: "full", base: "100ms", factor: 2 } or more.' };
    },
  },
  {
    id: 'L12', severity: 'error', title: 'A write is repeated and may happen twice', recommends: [], sources: ['AZ-RET', 'AZ-IPC'],
    when: (one) => {
      const { contract, link } = one;
      const attempts = link.policies.retry?.attempts ?? 1;
      if (!isSynchronous(one) || contract?.effect !== 'write' || contract.idempotent === true || attempts < 2 || link.policies.idempotency !== undefined) return undefined;
      return { why: `"${contract.name}" writes, is not idempotent, and is tried ${attempts} times: an answer that got lost makes the effect twice.`, change: 'Add policies: { idempotency: {} }, or make the operation idempotent and say so in the contract.' };
    },
  },
  {
    id: 'L29', severity: 'error', title: 'A poisoned message is tried over and over', recommends: [], sources: ['AZ-CON', 'AWS-LQ'],
    when: (one) => {
      const attempts = one.link.policies.retry?.attempts ?? numberOption(one, 'attempts') ?? 0;
      const rejected = one.link.options['retryRejected'] === true;
      const delivered = one.measured?.deliveries ?? 0;
      const kept = numberOption(one, 'keepDeadLetters') ?? 0;
      if (isMessaging(one) && one.facts.loss === 'none' && kept > 0 && kept < shortest) {
        return { why: `Nothing may be lost, and dead letters are thrown away after ${formatDuration(kept)}, before anybody looks at them.`, change: 'Use keepDeadLetters: "7d" or more, or 0 to keep them until somebody acts.' };
      }
      if (!isMessaging(one) || (attempts <= 5 && delivered <= 5)) return undefined;
      const why = delivered > 5 ? `One message was delivered ${delivered} times.` : `A message that can never succeed is tried ${attempts} times${rejected ? ', even where its handler rejects it' : ''}, before it is a dead letter.`;
      return { why, change: `${rejected ? 'Leave retryRejected off, so that rejected ones are dead letters at once. ' : ''}Use attempts: 5, and redrive dead letters when the fault is mended.`, severity: rejected || delivered > 5 ? 'error' : attempts > 10 ? 'warning' : 'note' };
    },
  },
  {
    id: 'L10', severity: 'error', title: 'A storm of retries', recommends: [], sources: ['SRE', 'AZ-RST'],
    when: (one) => {
      const { retryShare = 0 } = one.measured ?? {};
      if (retryShare <= storm) return undefined;
      return { why: `In the last minute there were ${percent(retryShare)} retries to first attempts; above ${percent(storm)} they keep down what they wait for.`, change: isMessaging(one) ? 'Mend what fails, and add policies: { breaker: {} }, so that nothing is tried while it is down; a longer backoff helps too.' : 'Add policies: { retry: { budget: 0.1 }, breaker: {} }, or put a queue between.' };
    },
  },
  {
    id: 'L13', severity: 'warning', title: 'What is dead is called on', recommends: ['queue'], sources: ['AZ-RST', 'AZ-IPC'],
    when: (one) => {
      const { errorShare = 0, rate = 1 } = one.measured ?? {};
      if (!isSynchronous(one) || errorShare <= dead || rate === 0 || one.link.policies.breaker !== undefined) return undefined;
      return { why: `${percent(errorShare)} of the calls of the last 30 seconds failed, and calls go on.`, change: 'Add policies: { breaker: {} }; where no answer is needed, a queue.', recommends: one.facts.reply === 'now' ? [] : ['queue'] };
    },
  },
];

import { formatDuration } from '../../kernel/units.ts';
import { numberOption, isMessaging, isSynchronous } from '../terms.ts';
import type { LinkRule } from '../rule.ts';

/** Trying again: storms, double effects, messages that never end. */
export const retryRules: readonly LinkRule[] = [
  {
    id: 'L09', severity: 'warning', title: 'Retries multiply', recommends: [], sources: ['SRE', 'AWS-RT', 'AZ-RET'],
    when: (one) => {
      const own = one.link.policies.retry?.attempts ?? 1;
      const below = one.facts.attemptsBelow ?? 1;
      if (!isSynchronous(one) || below < 2 || own * below < 9) return undefined;
      return { why: `${own} attempts here times ${below} further down make ${own * below} calls of one.`, change: 'Retry at one layer only: take policies.retry away here, or below.', severity: own * below >= 27 ? 'error' : 'warning' };
    },
  },
  {
    id: 'L11', severity: 'warning', title: 'Retries come in step, or too soon', recommends: [], sources: ['AZ-RST', 'AWS-RT'],
    when: ({ link }) => {
      const backoff = link.policies.retry ?? (link.options['backoff'] as { base: number; jitter: string } | undefined);
      if (backoff === undefined || (backoff.jitter !== 'none' && backoff.base >= 100)) return undefined;
      const why = backoff.jitter === 'none' ? 'Without jitter all callers that failed together come back together.' : `The first retry waits at most ${formatDuration(backoff.base)}, which a fault outlives.`;
      return { why, change: 'Use { jitter: "full", base: "100ms" } or more.' };
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
    id: 'L18', severity: 'error', title: 'A repeated delivery is done twice', recommends: [], sources: ['STDW', 'GH'],
    when: (one) => {
      const { contract, link, facts } = one;
      if (!isSynchronous(one) || facts.startedBy !== 'third-party' || facts.partnerPushes !== true || contract?.effect !== 'write') return undefined;
      if (contract.idempotent === true || link.policies.idempotency !== undefined) return undefined;
      return { why: 'Senders of webhooks repeat deliveries as a rule, and nothing here recognises a repeat.', change: 'Add policies: { idempotency: {} } with the id of the delivery as the key.' };
    },
  },
  {
    id: 'L29', severity: 'error', title: 'A poisoned message is tried over and over', recommends: [], sources: ['AZ-CON', 'AWS-LQ'],
    when: (one) => {
      const attempts = one.link.policies.retry?.attempts ?? numberOption(one, 'attempts') ?? 0;
      if (!isMessaging(one) || one.link.options['retryRejected'] !== true || attempts <= 5) return undefined;
      return { why: `Messages that can never succeed are tried ${attempts} times each.`, change: 'Leave retryRejected off, so that they are dead letters at once, or lower attempts to 5.' };
    },
  },
];

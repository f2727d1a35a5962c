import { defineErrors } from '../kernel/error.ts';

/** Errors of policies. */
export const resilienceErrors = defineErrors({
  DEADLINE_EXCEEDED: {
    category: 'timeout',
    why: 'The deadline of the link, or the time that the caller waits, passed before there was an answer.',
    fix: 'Make the work faster, raise `policies.deadline` of the link, or hand the work over as a job.',
  },
  CALL_CANCELLED: {
    category: 'cancelled',
    why: 'The caller went away or aborted its signal, so the work was stopped.',
    fix: 'Nothing, where that was meant; else let the caller wait longer.',
  },
  BREAKER_OPEN: {
    category: 'unavailable',
    why: 'Too many calls on this link failed, so it is left alone for a while.',
    fix: 'Look at why the receiver fails; `policies.breaker` sets the share of failures and how long it stays open.',
  },
  BULKHEAD_FULL: {
    category: 'unavailable',
    why: 'As many calls as allowed run on this link at the same time already, and its queue is full.',
    fix: 'Call later, or raise `policies.bulkhead.concurrency` or `.queue` where the receiver can take more.',
  },
  RATE_LIMITED: {
    category: 'rate-limited',
    why: 'More calls came than `policies.rateLimit` of the link allows.',
    fix: 'Wait as long as `retryAfter` says, or raise `policies.rateLimit.limit` where the receiver can take more.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    category: 'conflict',
    why: 'The key belongs to another input: an answer to that one would be wrong for this one.',
    fix: 'Take a new key for each new piece of work.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    category: 'conflict',
    why: 'The first call with this key has not answered yet.',
    fix: 'Repeat the call with the same key after `retryAfter`.',
  },
});

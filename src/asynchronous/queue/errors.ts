import { defineErrors } from '../../kernel/error.ts';

/** Errors of queues. */
export const queueErrors = defineErrors({
  QUEUE_OPTION_UNUSED: {
    category: 'invalid',
    why: 'The queue of this link was not declared with what the message asks for, and nothing is silently ignored.',
    fix: 'Declare it: `queue({ delay: true })`, `queue({ priority: true })` or `queue({ deduplicationWindow: "1h" })`; or leave the option out.',
  },
  CLAIM_MISSING: {
    category: 'internal',
    why: 'The body of a large message is kept apart from it, and is not there any more.',
    fix: 'Check who removed entries of the collection `claims`; then discard the dead letter.',
  },
});

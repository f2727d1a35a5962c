import { defineErrors } from '../../kernel/error.ts';

/** Errors of jobs. */
export const jobErrors = defineErrors({
  JOB_UNKNOWN: {
    category: 'not-found',
    why: 'No job has this id, or it ended so long ago that nothing is left of it.',
    fix: 'Use the id that submitting answered with.',
  },
  JOB_GONE: {
    category: 'gone',
    why: 'The job ended, and its result is kept for a limited time only.',
    fix: 'Fetch results sooner, or keep them longer: job({ keepResult: "7d" }).',
  },
  JOB_FINISHED: {
    category: 'conflict',
    why: 'A job that has ended can\'t be cancelled any more.',
    fix: 'Look at its state; undo its effects by an operation of their own.',
  },
  JOB_CANCELLED: {
    category: 'cancelled',
    why: 'Somebody cancelled the job.',
    fix: 'Submit it again where it is still wanted.',
  },
  JOB_KEY_REUSED: {
    category: 'conflict',
    why: 'An idempotency key belongs to one input; with another one it would answer with the wrong job.',
    fix: 'Use a new key for a new input.',
  },
  JOB_KEY_MISSING: {
    category: 'invalid',
    why: 'The link asks for an idempotency key (`policies.idempotency.required`).',
    fix: 'Submit with `idempotencyKey`.',
  },
  JOB_OPTION_UNUSED: {
    category: 'invalid',
    why: 'The job link was not declared with what the submission asks for, and nothing is silently ignored.',
    fix: 'Declare it: job({ delay: true }) or job({ priority: true }); or leave the option out.',
  },
  JOB_FAULT: {
    category: 'internal',
    why: 'The handler failed with an error that its contract does not declare; its text may tell of the inside, so it is not handed out.',
    fix: 'Look at the log or at the dead letter of the job, which keeps error and stack; mend the handler and redrive it.',
  },
  JOB_OUTPUT_INVALID: {
    category: 'internal',
    why: 'What a handler returns is checked against its contract before it is kept.',
    fix: 'Return what the operation\'s output says; the stack and details name the place.',
  },
});

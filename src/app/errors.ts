import { defineErrors } from '../kernel/error.ts';

/** Errors of the app: what is declared, started and stopped as a whole. */
export const appErrors = defineErrors({
  APP_INVALID: {
    category: 'misconfigured',
    why: 'Everything that was declared is checked before anything starts, and all faults are listed at once.',
    fix: 'Mend each listed place; details.faults has them as data.',
  },
  APP_NOT_RUNNING: {
    category: 'unavailable',
    why: 'Only a started app has open engines and running methods.',
    fix: 'Await app.start() first, and do not use the app after app.stop().',
  },
  APP_ONLY_READ: {
    category: 'misconfigured',
    why: 'Commands such as `isthmus check` import the file to read its declaration; a start at its top level would open directories and ports.',
    fix: 'Write `if (import.meta.main) await app.start();`, so that only `node app.ts` starts it.',
  },
  CAPABILITY_REFUSED: {
    category: 'misconfigured',
    why: 'An engine is asked for something that it can\'t do; it would be ignored silently otherwise.',
    fix: 'Drop the option, or carry the link on an engine that offers it.',
  },
  LINK_MISSING: {
    category: 'misconfigured',
    why: 'Everything that is exchanged travels on a declared link, so that the map is whole.',
    fix: 'Declare link({ from, to, contract, via }) for it.',
  },
  HANDLER_ENDED: {
    category: 'internal',
    why: 'What a handler emits and submits commits with its success; afterwards there is nothing to commit with.',
    fix: 'Await context.emit and context.submit inside the handler.',
  },
  PROGRESS_UNREAD: {
    category: 'misconfigured',
    why: 'Only a job has somebody who reads its progress.',
    fix: 'Submit the operation as a job (via job()), or drop the call of context.progress.',
  },
  HANDLER_OUTPUT_INVALID: {
    category: 'internal',
    why: 'The handler returned what its own contract does not allow.',
    fix: 'Mend the handler, or the contract\'s output schema.',
  },
});

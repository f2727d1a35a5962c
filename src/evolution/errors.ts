import { defineErrors } from '../kernel/error.ts';

/** Errors of the lock file and of comparing contracts. */
export const evolutionErrors = defineErrors({
  LOCK_FILE_INVALID: {
    category: 'misconfigured',
    why: 'The lock file keeps the numbers of fields, so it is read as a whole or not at all.',
    fix: 'Restore it from version control; only `isthmus lock` writes it.',
  },
  LOCK_FILE_MISSING: {
    category: 'misconfigured',
    why: 'What was promised is kept in the lock file, and there is none yet.',
    fix: 'Run `isthmus lock` and commit the file, or name another one.',
  },
  FIELD_NAME_RESERVED: {
    category: 'misconfigured',
    why: 'The name belonged to a field that was removed; who still knows that one would read the new one in its place.',
    fix: 'Take another name, or raise the contract\'s version. Where the removal was never released, restore the lock file from version control.',
  },
});

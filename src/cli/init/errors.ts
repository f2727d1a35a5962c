import { defineErrors } from '../../kernel/error.ts';

/** Errors of `isthmus init`. */
export const initErrors = defineErrors({
  DIRECTORY_OCCUPIED: {
    category: 'conflict',
    why: 'A new project never overwrites or mixes with what is there.',
    fix: 'Name a directory that is empty or does not exist.',
  },
  DIRECTORY_UNWRITABLE: {
    category: 'misconfigured',
    why: 'The operating system refused to create the files of the project.',
    fix: 'Look at the permissions and the space of the place, or name another directory.',
  },
  PROJECT_NAME_INVALID: {
    category: 'invalid',
    why: 'The name of the app stands in addresses, files and the manifest, so it begins with a letter and holds letters, digits and hyphens.',
    fix: 'Give one with `--name`.',
  },
  INSTALL_FAILED: {
    category: 'unavailable',
    why: 'The project is written; only `npm install` in it ended with an error, which stands above.',
    fix: 'Mend what npm says (network, registry, permissions) and run `npm install` in the directory.',
  },
});

import { defineErrors } from '../../kernel/error.ts';

/** Errors of the commands that reach a running app. */
export const runningErrors = defineErrors({
  APP_NOT_FOUND: {
    category: 'unavailable',
    why: 'A running app is found by the token file of its admin API: .isthmus/NAME/admin.json in the working directory or above it.',
    fix: 'Start it with `isthmus start app.ts` (or set `admin: true` in integration()), or name its directory with --app.',
  },
  APP_AMBIGUOUS: {
    category: 'invalid',
    why: 'More than one app runs here, and a command changes one of them.',
    fix: 'Name one with --app.',
  },
  APP_UNREACHABLE: {
    category: 'unavailable',
    why: 'The token file names an address where the app does not answer: it ended without stopping, or is too busy.',
    fix: 'Start it again with `isthmus start app.ts`, and look at the end of its log.',
  },
  APP_FOREIGN: {
    category: 'unavailable',
    why: 'Something else listens there now, or the app and the command are of very different versions.',
    fix: 'Start the app again, and use the isthmus command that is installed with it.',
  },
  CONFIRMATION_MISSING: {
    category: 'invalid',
    why: 'It removes messages for good, and nobody can be asked where standard input is no terminal.',
    fix: 'Add --yes.',
  },
  EDITOR_FAILED: {
    category: 'invalid',
    why: 'Without --data the body is edited with the program that VISUAL or EDITOR names.',
    fix: 'Give the new body with --data JSON, --data @FILE or --data - (standard input), or set EDITOR.',
  },
});

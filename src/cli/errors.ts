import { defineErrors } from '../kernel/error.ts';

/** Errors of the command line. */
export const cliErrors = defineErrors({
  COMMAND_UNKNOWN: {
    category: 'invalid',
    why: 'The first words name the command, and nothing is guessed.',
    fix: 'Run `isthmus help` for the list of commands.',
  },
  ARGUMENT_INVALID: {
    category: 'invalid',
    why: 'An argument is either given its effect or refused; a wrong one is never guessed at.',
    fix: 'Add `--help` to the command for its arguments, their values and examples.',
  },
  APP_FILE_MISSING: {
    category: 'misconfigured',
    why: 'Without a name, app.ts, app.js, src/app.ts and src/app.js are tried, then "isthmus": { "app": "…" } in package.json.',
    fix: 'Name the file that exports the app, or a map as JSON.',
  },
  APP_FILE_FAILED: {
    category: 'misconfigured',
    why: 'The file is imported to read what it declares, and its own code threw.',
    fix: 'Mend the file so that `node` can import it; --verbose shows the stack.',
  },
  APP_FILE_EMPTY: {
    category: 'misconfigured',
    why: 'The app is found by what the file exports.',
    fix: 'Write `export default integration({ … })`, or export the app by the name `app`.',
  },
  UNCAUGHT: {
    category: 'misconfigured',
    why: 'It was thrown in a callback or in a promise that nobody awaits; after that nothing of the process is certain, so it ends.',
    fix: 'Catch it, or await the promise, at that place; --verbose shows the stack. What was acknowledged is on disk and goes on at the next start.',
  },
  MAP_FILE_INVALID: {
    category: 'misconfigured',
    why: 'A JSON file is read as a map and held to the published map.schema.json.',
    fix: 'Write it with `isthmus describe app.ts --json`, or mend the listed places.',
  },
  INPUT_FILE_INVALID: {
    category: 'invalid',
    why: 'A file that is handed in is read as a whole before anything is done.',
    fix: 'Hand in a readable JSON file (or `-` for standard input), as the message says.',
  },
  QUESTION_UNANSWERED: {
    category: 'cancelled',
    why: 'Ctrl-C was pressed, or standard input ended.',
    fix: 'Answer, or say everything by options; `--help` lists them.',
  },
});

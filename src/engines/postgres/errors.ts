import { defineErrors } from '../../kernel/error.ts';

/** Errors of the Postgres engine. */
export const postgresErrors = defineErrors({
  POSTGRES_LIBRARY_MISSING: {
    category: 'misconfigured',
    why: 'The Postgres engine speaks through the package pg, an optional peer dependency.',
    fix: 'Install it: npm install pg.',
  },
  POSTGRES_NOT_NAMED: {
    category: 'misconfigured',
    why: 'Neither the option `url` of postgres() nor the environment variable ISTHMUS_POSTGRES_URL says which server to use.',
    fix: 'Give one of them: postgres://user:password@host:5432/database.',
  },
  POSTGRES_REFUSED: {
    category: 'misconfigured',
    why: 'The server knows no such user, password or database, or the user may not do this.',
    fix: 'Mend the option `url` or ISTHMUS_POSTGRES_URL, and let the user create a schema in its database.',
  },
  POSTGRES_UNREACHABLE: {
    category: 'unavailable',
    why: 'There is no server at this address, or the connection to it was lost.',
    fix: 'Start the server, or mend host and port in the option `url` or ISTHMUS_POSTGRES_URL.',
  },
  POSTGRES_SCHEMA_NEWER: {
    category: 'misconfigured',
    why: 'A newer version of isthmus has changed the tables of this schema.',
    fix: 'Use that version or a newer one, or name another `schema`.',
  },
  POSTGRES_PROCESS_LOST: {
    category: 'conflict',
    why: 'It did not renew its lease in time, so that other processes took over what it held. Nothing of the unit took effect.',
    fix: 'Expect the messages once more; if it happens often, raise the option `lease`, or keep the event loop free.',
  },
  POSTGRES_FAILED: {
    category: 'internal',
    why: 'The server refused a statement.',
    fix: 'See details.code (an error code of PostgreSQL) and the log of the server.',
  },
});

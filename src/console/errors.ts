import { defineErrors } from '../kernel/error.ts';

/** Errors of the admin API. */
export const consoleErrors = defineErrors({
  ADMIN_EXPOSED: {
    category: 'misconfigured',
    why: 'The admin API reads, changes and removes messages, so it listens on a loopback address only, unless that is asked for in so many words.',
    fix: 'Leave `admin.host` out and reach it through a tunnel (ssh -L), or set `admin.exposed: true` behind a proxy that encrypts.',
  },
  ADMIN_TAKEN: {
    category: 'misconfigured',
    why: 'One token file stands for one running app; a second one would hide the first.',
    fix: 'Stop the other process, or give one of them `admin.directory`; ISTHMUS_ADMIN=0 starts without the admin API.',
  },
  ADMIN_FILE_FAILED: {
    category: 'misconfigured',
    why: 'The address and the token of the admin API are told by a file that only its owner can read.',
    fix: 'Make the directory writable, name another one with `admin.directory`, or start without the admin API (ISTHMUS_ADMIN=0).',
  },
  ADMIN_TOKEN_REFUSED: {
    category: 'unauthenticated',
    why: 'Only who can read the token file of the running app may use its admin API.',
    fix: 'Send the header `authorization: Bearer TOKEN` with the token of admin.json; each start makes a new one.',
  },
  ADMIN_HOST_REFUSED: {
    category: 'forbidden',
    why: 'A page in a browser can reach loopback under a name of its own (DNS rebinding), so requests must name the address that the token file has.',
    fix: 'Use the address of admin.json as it stands.',
  },
  ADMIN_ORIGIN_REFUSED: {
    category: 'forbidden',
    why: 'The header "origin" is sent by pages in browsers, and none of them may use the admin API.',
    fix: 'Call it from a program or with the isthmus command.',
  },
  ADMIN_REQUEST_INVALID: {
    category: 'invalid',
    why: 'Parameters and bodies of the admin API are checked before anything is done.',
    fix: 'Mend the parameter that the message names.',
  },
  ADMIN_EDITED: {
    category: 'precondition-failed',
    why: 'Somebody else edited the dead letter after it was read, and their change would be lost.',
    fix: 'Read it again, and edit what it is now.',
  },
  ADMIN_ROUTE_UNKNOWN: {
    category: 'not-found',
    why: 'The admin API has no such resource; the command and the app may be of different versions.',
    fix: 'Use the isthmus command of the version that the app runs, and see docs/operations.md.',
  },
});

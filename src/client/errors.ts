import { defineErrors } from '../kernel/error.ts';

/** Errors of clients. */
export const clientErrors = defineErrors({
  CLIENT_INVALID: {
    category: 'misconfigured',
    why: 'A client is made from a contract and from how it is reached; what would have no effect is refused.',
    fix: 'Change the option as the message says; docs/clients.md lists them.',
  },
  CLIENT_UNREACHABLE: {
    category: 'unavailable',
    why: 'There was no connection, or it broke before the answer was whole.',
    fix: 'Check the address and whether the service runs; `policies.retry` tries again where that does no harm.',
  },
  CLIENT_ANSWER_INVALID: {
    category: 'internal',
    why: 'The service answered with what the contract does not allow, or is another version of it.',
    fix: 'Compare both versions with `isthmus diff`, and check that the address leads to the right service.',
  },
  CLIENT_ANSWER_TOO_LARGE: {
    category: 'too-large',
    why: 'An answer is read into memory, so its size is limited.',
    fix: 'Raise `maxAnswer` of the client\'s rest(), ask for less, or stream the output.',
  },
  CLIENT_REFUSED: {
    category: 'internal',
    why: 'The service answered with a failure and no code of ours.',
    fix: 'Look at what stands between: a proxy, another service at this address.',
  },
});

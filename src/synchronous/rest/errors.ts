import { defineErrors } from '../../kernel/error.ts';

/** Errors of REST. */
export const restErrors = defineErrors({
  REST_ROUTE_INVALID: {
    category: 'misconfigured',
    why: 'The route does not fit its operation: each place of the input has exactly one source.',
    fix: 'Change `method`, `path`, `query` or `headers` of rest() as the message says; docs/rest.md shows where each property comes from.',
  },
  REST_ROUTE_DUPLICATE: {
    category: 'misconfigured',
    why: 'Two links answer the same method and path, or one takes a path that REST keeps for itself.',
    fix: 'Give one of them another path or method.',
  },
  REST_SHAPE_UNSUPPORTED: {
    category: 'misconfigured',
    why: 'An HTTP exchange is one request and then one answer: a sequence travels in one of the two, not both ways at once, and events do not travel at all.',
    fix: 'Stream only the input or only the output; for both ways take gRPC or WebSocket, for events a stream.',
  },
  REST_JOB_MISSING: {
    category: 'misconfigured',
    why: '`respond: "job"` answers 202 with a job, and no link carries the operation as one.',
    fix: 'Declare a second link of the same operation with `via: job()`.',
  },
  REST_OUTPUT_INVALID: {
    category: 'internal',
    why: 'The handler returned what its own contract does not allow.',
    fix: 'Mend the handler, or the output schema of the contract.',
  },
  QUERY_PARAMETER_UNKNOWN: {
    category: 'invalid',
    why: 'An unknown parameter is a typing error or a feature that is not there; ignoring it would answer another question.',
    fix: 'Use the parameters that `/openapi.json` lists for this path.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    category: 'invalid',
    why: 'This write is done once per key, so that a repeat after a lost answer does no harm.',
    fix: 'Send the header `idempotency-key` with a fresh UUID for each new piece of work, and the same one for its repeats.',
  },
  IDEMPOTENCY_KEY_MALFORMED: {
    category: 'invalid',
    why: 'A key is a string of 1 to 255 visible ASCII characters, with or without quotation marks.',
    fix: 'Send a UUID in the header `idempotency-key`.',
  },
  CONDITION_UNSUPPORTED: {
    category: 'precondition-failed',
    why: 'This operation can\'t check the condition together with its write, and must not pretend to.',
    fix: 'Leave the conditions out, or have the operation take the ETag as an input (option `headers` of rest()).',
  },
});

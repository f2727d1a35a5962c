import { defineErrors } from './error.ts';

/** Errors of the kernel: contracts, options, names, messages. */
export const kernelErrors = defineErrors({
  NAME_INVALID: {
    category: 'misconfigured',
    why: 'Names travel in URLs, topics and generated code, so their letters are limited.',
    fix: 'Use dotted words of letters, digits and hyphens that start with a letter, such as "flights.delayed", 200 characters at most.',
  },
  OPTION_INVALID: {
    category: 'misconfigured',
    why: 'An option is either given its effect or refused; a wrong one is never guessed at.',
    fix: 'Change the option as the message says; docs/ lists each option with its unit and default.',
  },
  CONTRACT_INVALID: {
    category: 'misconfigured',
    why: 'Everything else (routes, schemas, documents, checks) is derived from the contract, so it must be whole.',
    fix: 'Mend the contract as the message says.',
  },
  SCHEMA_UNUSABLE: {
    category: 'misconfigured',
    why: 'The wire form is JSON described by JSON Schema, so a schema needs a JSON form that is the same on both sides.',
    fix: 'Use a type that JSON has: a date as an ISO 8601 string, bytes as base64 text, a big integer as text; with Valibot wrap the schema in toStandardJsonSchema from @valibot/to-json-schema.',
  },
  DATA_INVALID: {
    category: 'invalid',
    why: 'What crosses a door is checked against its contract before anything else happens.',
    fix: 'Send what the contract asks for; details.issues lists each place that does not fit.',
  },
  DATA_TOO_DEEP: {
    category: 'invalid',
    why: 'Nesting is limited so that a small hostile body cannot exhaust the stack.',
    fix: 'Send flatter JSON, or raise the limit of the endpoint (option `maxDepth`).',
  },
  JSON_MALFORMED: {
    category: 'invalid',
    why: 'The body is not JSON as RFC 8259 defines it, in UTF-8.',
    fix: 'Send well-formed JSON in UTF-8, without duplicate or reserved (`__proto__`) names.',
  },
  MESSAGE_MALFORMED: {
    category: 'invalid',
    why: 'The bytes are not a message of a known format version, or were damaged.',
    fix: 'Check who wrote them; a stored message that was damaged is reported by the integrity check of its engine.',
  },
});

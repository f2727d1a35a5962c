import { defineErrors } from '../../kernel/error.ts';

/** Errors of GraphQL. */
export const graphqlErrors = defineErrors({
  GRAPHQL_LINK_INVALID: {
    category: 'misconfigured',
    why: 'What the link declares does not fit GraphQL, or not the other links of its path.',
    fix: 'Change the option that the message names; docs/graphql.md shows what becomes of a contract.',
  },
  GRAPHQL_SCHEMA_INVALID: {
    category: 'misconfigured',
    why: 'The contracts and relations of one path become one schema: names are unique, and relations lead from a type that is there.',
    fix: 'Change the name, the relation or the schema that the message names.',
  },
  GRAPHQL_LIBRARY_MISSING: {
    category: 'misconfigured',
    why: 'graphql() parses, validates and executes with the package "graphql", which is an optional peer.',
    fix: 'Install it: npm install graphql@16',
  },
  GRAPHQL_REQUEST_INVALID: {
    category: 'invalid',
    why: 'A request has `query` (text), and may have `variables` and `extensions` (objects) and `operationName` (text).',
    fix: 'Send { "query": "{ … }" } as JSON, or `?query=` by GET.',
  },
  GRAPHQL_DOCUMENT_INVALID: {
    category: 'invalid',
    why: 'The document does not parse, or does not fit the schema or its variables.',
    fix: 'Compare it with the schema: `isthmus/graphql` exports it by graphqlSdl(), and in development the page at the path shows it.',
  },
  GRAPHQL_LIMIT_EXCEEDED: {
    category: 'too-large',
    why: 'What one document may ask for is limited before anything runs, so that no client can ask for everything at once.',
    fix: 'Ask for less or in pages; or raise the option of graphql() that the message names.',
  },
  GRAPHQL_DOCUMENT_UNTRUSTED: {
    category: 'forbidden',
    why: 'This endpoint runs only the documents that its option `trusted` lists.',
    fix: 'Send extensions.persistedQuery.sha256Hash of a listed document, or list this one.',
  },
  GRAPHQL_MUTATION_BY_GET: {
    category: 'invalid',
    why: 'GET must be safe to repeat and to follow (RFC 9110, section 9.2.1).',
    fix: 'Send mutations by POST.',
  },
  GRAPHQL_SUBSCRIPTION_AS_EVENTS: {
    category: 'unsupported',
    why: 'A subscription answers with many results, which travel as server-sent events.',
    fix: 'Ask with the header `accept: text/event-stream`.',
  },
  GRAPHQL_OUTPUT_INVALID: {
    category: 'internal',
    why: 'The handler answered with what its contract does not allow.',
    fix: 'Change the handler or the output of the contract.',
  },
  GRAPHQL_BATCH_INVALID: {
    category: 'internal',
    why: 'An operation that loads a relation in batches answers with a list (or `{ items }`) whose items have the property `by`.',
    fix: 'Change the handler, or `batch` and `by` of the relation.',
  },
});

import { hash } from 'node:crypto';

import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';

import { graphqlErrors } from '../errors.ts';
import type { Library } from '../library.ts';
import type { GraphqlOptions } from '../options.ts';

/** A document that was read, or what is wrong with it. */
export type ReadDocument = { readonly document: DocumentNode; readonly faults?: undefined } | { readonly faults: readonly GraphQLError[] };

const keptDocuments = 500;
const maximumFaults = 10;
const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Reads documents, and remembers those that were valid. */
export class Documents {
  readonly #library: Library;
  readonly #schema: GraphQLSchema;
  readonly #options: GraphqlOptions;
  readonly #known = new Map<string, ReadDocument>();
  /** By their hash; a text of `undefined`: only its hash is listed. */
  readonly #trusted: ReadonlyMap<string, string | undefined>;
  readonly introspection: boolean;

  constructor(library: Library, schema: GraphQLSchema, options: GraphqlOptions) {
    this.#library = library;
    this.#schema = schema;
    this.#options = options;
    this.#trusted = new Map(options.trusted.map((each) => (/^[0-9a-f]{64}$/.test(each) ? [each, undefined] : [sha256(each), each])));
    this.introspection = options.introspection === 'on' || (options.introspection === 'development' && process.env['NODE_ENV'] !== 'production');
  }

  /** The text to run. Throws `GRAPHQL_DOCUMENT_UNTRUSTED`, `GRAPHQL_REQUEST_INVALID`. */
  text(query: string | undefined, hashed: string | undefined): string {
    if (this.#trusted.size === 0) {
      if (query === undefined) throw graphqlErrors.GRAPHQL_REQUEST_INVALID('The request has no `query`.');
      return query;
    }
    const text = query ?? (hashed === undefined ? undefined : this.#trusted.get(hashed));
    if (text === undefined || !this.#trusted.has(sha256(text))) throw graphqlErrors.GRAPHQL_DOCUMENT_UNTRUSTED('The document is not one of those that are trusted here.');
    return text;
  }

  read(text: string): ReadDocument {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const read = this.#read(text);
    if (read.faults !== undefined) return read;
    const [oldest] = this.#known.keys();
    if (this.#known.size >= keptDocuments && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(text, read);
    return read;
  }

  #read(text: string): ReadDocument {
    const { parse, validate, specifiedRules, NoSchemaIntrospectionCustomRule, MaxIntrospectionDepthRule } = this.#library;
    const rules = [...new Set([...specifiedRules, MaxIntrospectionDepthRule, ...(this.introspection ? [] : [NoSchemaIntrospectionCustomRule])])];
    try {
      const document = parse(text, { maxTokens: this.#options.maxTokens, noLocation: false });
      const faults = validate(this.#schema, document, rules, { maxErrors: maximumFaults });
      return faults.length > 0 ? { faults } : { document };
    } catch (error) {
      if (error instanceof this.#library.GraphQLError) return { faults: [error] };
      // A document of many levels exhausts the parser, which recurses.
      if (error instanceof RangeError) throw graphqlErrors.GRAPHQL_LIMIT_EXCEEDED({ what: 'The document is nested too deeply to be read.', cause: error });
      throw error;
    }
  }
}

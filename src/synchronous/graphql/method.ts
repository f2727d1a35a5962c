import type { Authenticate } from '../../driver/endpoint.ts';
import type { Method, PlannedLink } from '../../driver/method.ts';
import type { GraphqlOptions } from './options.ts';
import type { Relation } from './relation.ts';

/** What GraphQL keeps with the data of its options. */
export interface GraphqlMethod extends Method<'operation', 'unary' | 'output-stream'> {
  readonly graphql: GraphqlOptions;
  readonly relations: readonly Relation[];
  readonly authenticate: Authenticate | undefined;
}

/** The runner only ever sees links of its own method. */
export const methodOf = (link: PlannedLink): GraphqlMethod => link.method as GraphqlMethod;

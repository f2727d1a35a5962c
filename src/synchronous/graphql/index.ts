export { graphqlErrors } from './errors.ts';
export { graphql } from './graphql.ts';
export type { GraphqlMethod } from './method.ts';
export type { GraphqlGiven, GraphqlOptions } from './options.ts';
export { relation } from './relation.ts';
export type { Relation, RelationGiven } from './relation.ts';
export { graphqlSdl } from './schema/sdl.ts';

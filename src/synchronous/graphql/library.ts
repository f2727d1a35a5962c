import type * as Graphql from 'graphql';

import { graphqlErrors } from './errors.ts';

/** The package `graphql`, as far as it is used here. */
export type Library = typeof Graphql;

/** Loads it when the first endpoint opens. Throws `GRAPHQL_LIBRARY_MISSING`. */
export async function loadLibrary(): Promise<Library> {
  try {
    return await import('graphql');
  } catch (error) {
    throw graphqlErrors.GRAPHQL_LIBRARY_MISSING({ what: 'The package "graphql" can\'t be loaded.', cause: error });
  }
}

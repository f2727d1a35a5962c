import type { Method, PlannedLink } from '../../../driver/method.ts';
import type { Contract } from '../../../kernel/contract.ts';
import { loadLibrary } from '../library.ts';
import type { Library } from '../library.ts';
import { methodOf } from '../method.ts';
import { buildSchema } from './build.ts';

/** The schema of some links of an app at one path as text (SDL). Throws `GRAPHQL_LIBRARY_MISSING`, `GRAPHQL_SCHEMA_INVALID`. */
export async function graphqlSdl(links: ReadonlyArray<{ readonly contract: Contract; readonly via: Method }>, path = '/graphql'): Promise<string> {
  const planned = links.map(({ contract, via }): PlannedLink => ({ name: contract.name, from: '', to: [], contract, method: via, needs: {}, policies: {}, handlers: new Map() }));
  return sdlOf(await loadLibrary(), planned.filter((link) => link.method.name === 'graphql' && methodOf(link).graphql.path === path));
}

/** The same of planned links, all of one path. */
export function sdlOf(library: Library, links: readonly PlannedLink[]): string {
  return library.printSchema(buildSchema(library, links, () => {
    throw new TypeError('A schema that is only shown calls nothing.');
  }));
}

import type { MethodHost, MethodRunner, PlannedLink, RunningMethod } from '../../driver/method.ts';
import { guarded } from '../../http/dispatch.ts';
import { checkLinks } from './check.ts';
import { GraphqlPath } from './http/path.ts';
import { loadLibrary } from './library.ts';
import { methodOf } from './method.ts';

/** Serves all GraphQL links of an app. */
export const graphqlRunner: MethodRunner = { name: 'graphql', check: checkLinks, open };

async function open(links: readonly PlannedLink[], host: MethodHost): Promise<RunningMethod> {
  const library = await loadLibrary();
  const grouped = Map.groupBy(links, (link) => methodOf(link).graphql.path);
  const paths = new Map(Array.from(grouped, ([path, own]) => [path, new GraphqlPath(library, own as [PlannedLink, ...PlannedLink[]], host)]));
  const all = Array.from(paths.values());
  return {
    start: async () => all.forEach((each) => each.start()),
    endpoint: guarded((request) => paths.get(request.path)?.answer(request), host.log),
    attributes: (link) => ({ 'url.path': methodOf(link).graphql.path }),
    drain: async (signal) => void (await Promise.all(all.map((each) => each.drain(signal)))),
    close: async () => {},
  };
}

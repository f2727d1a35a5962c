import type { MethodHost, MethodRunner, PlannedLink, RunningMethod } from '../../driver/method.ts';
import { checkLinks } from './check.ts';
import { RestEndpoint } from './endpoint.ts';
import { restErrors } from './errors.ts';
import { makeRoute, restOf } from './route.ts';

/** Serves all REST links of an app. */
export const restRunner: MethodRunner = {
  name: 'rest',
  check: checkLinks,
  open: (links, host) => open(links, host),
};

async function open(links: readonly PlannedLink[], host: MethodHost): Promise<RunningMethod> {
  const routes = links.map((link) => makeRoute(link, host));
  for (const { options, submittable, link } of routes)
    if (options.respond === 'job' && !submittable) throw restErrors.REST_JOB_MISSING(`The link "${link.name}" answers with jobs, and "${link.contract.name}" has no job link.`);
  const endpoint = new RestEndpoint(routes, host);
  return {
    start: async () => endpoint.start(),
    endpoint: endpoint.handle,
    attributes: (link) => ({ 'http.request.method': restOf(link).rest.method, 'http.route': restOf(link).rest.path }),
    drain: (signal) => endpoint.drain(signal),
    close: async () => {},
  };
}

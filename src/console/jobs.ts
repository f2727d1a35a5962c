import type { JobPort } from '../driver/method.ts';
import { choice, text } from '../kernel/option-kinds.ts';
import { pageFields } from './dead-letters.ts';
import { consoleErrors } from './errors.ts';
import { json, part, queryOf } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import type { Route } from './router.ts';
import type { ConsoleSource } from './source.ts';

/** States of a job, for lists. */
export const jobStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

const listFields = {
  ...pageFields,
  operation: text({ description: 'Only jobs of this operation.' }),
  state: choice(jobStates, { description: 'Only jobs in this state.' }),
};

async function list(jobs: JobPort, exchange: Exchange) {
  const { limit, after, operation, state } = queryOf(exchange, listFields);
  const filter = { ...(operation === undefined ? {} : { operation }), ...(state === undefined ? {} : { state }), ...(after === undefined ? {} : { after }) };
  const { items, next } = await jobs.list({ limit, ...filter });
  // Outputs may be large, and a list of jobs is read for their states.
  return { items: items.map(({ output: _output, ...job }) => job), next };
}

/** The routes of all jobs. */
export function jobRoutes({ jobs }: ConsoleSource): readonly Route[] {
  const port = (): JobPort => {
    if (jobs === undefined) throw consoleErrors.ADMIN_ROUTE_UNKNOWN({ what: 'This app has no jobs.', why: 'No link is served by jobs.', fix: 'Declare link({ contract, via: job() }) for an operation.' });
    return jobs;
  };
  return [
    { method: 'GET', path: '/jobs', query: listFields, run: async (exchange) => json(jobs === undefined ? { items: [] } : await list(jobs, exchange)) },
    { method: 'GET', path: '/jobs/:job', run: async (exchange) => json(await port().get(part(exchange, 'job'))) },
    { method: 'POST', path: '/jobs/:job/cancel', run: async (exchange) => json(await port().cancel(part(exchange, 'job'))) },
  ];
}

import type { Io } from '../../command.ts';
import { path } from '../../running/admin-api.ts';
import type { Place } from '../../running/dead-letters.ts';
import { findRunning } from '../../running/find-running.ts';

/** A queue of the running app as a place of dead letters. */
export async function queuePlace(io: Io, app: string | undefined, queue: string): Promise<Place> {
  const api = await findRunning(io, app);
  return { api, resource: `/queues${path(queue)}`, words: `the queue "${queue}"`, again: (action, id) => ['isthmus queue', action, queue, ...(id === undefined ? [] : [id]), ...(app === undefined ? [] : ['--app', app])].join(' ') };
}

import type { Io } from '../../command.ts';
import { path } from '../../running/admin-api.ts';
import type { Place } from '../../running/dead-letters.ts';
import { findRunning } from '../../running/find-running.ts';

/** A group of a stream of the running app as a place of dead letters. */
export async function groupPlace(io: Io, app: string | undefined, stream: string, group: string): Promise<Place> {
  const api = await findRunning(io, app);
  const again = (action: string, id?: string): string => ['isthmus stream', action, stream, group, ...(id === undefined ? [] : [id]), ...(app === undefined ? [] : ['--app', app])].join(' ');
  return { api, resource: `/streams${path(stream)}/groups${path(group)}`, words: `the group "${group}" of the stream "${stream}"`, again };
}

import type { DatabaseSync } from 'node:sqlite';
import { handle, service } from 'isthmus';
import { listMaintenance, releasePublished } from '../contracts/hooks.ts';
import { query } from '../data/database.ts';

interface Row {
  readonly release: string;
  readonly repository: string;
  readonly opens: number;
}

const length = 30 * 60_000;
const time = (at: number): string => new Date(at).toISOString();

/** Opens a window for each release. */
export function maintenance(database: DatabaseSync) {
  const insert = database.prepare('INSERT OR IGNORE INTO maintenance (release, repository, opens) VALUES (?, ?, ?)');
  const latest = query<Row>(database, 'SELECT * FROM maintenance ORDER BY opens DESC LIMIT 50');
  return service('maintenance', [
    handle(releasePublished, ({ release: { tag_name: tag, published_at: published }, repository: { full_name: repository } }, { log }) => {
      insert.run(tag, repository, Date.parse(published));
      log.info('a maintenance window opens', { release: tag, repository });
    }),
    handle(listMaintenance, () => ({ items: latest.all().map(({ release, repository, opens }) => ({ release, repository, from: time(opens), until: time(opens + length) })) })),
  ], { description: 'Opens a maintenance window for each release' });
}

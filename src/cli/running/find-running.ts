import { readdirSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { accessFile, processLives, readAccess } from '../../console/token-file.ts';
import type { AdminAccess } from '../../console/token-file.ts';
import type { Io } from '../command.ts';
import { AdminApi } from './admin-api.ts';
import { runningErrors } from './errors.ts';

/** A token file that was found. */
export interface Found {
  readonly file: string;
  readonly access: AdminAccess;
  /** Whether its process exists. */
  readonly lives: boolean;
}

/** The admin API of the running app: the one named, or the only one in the working directory or above it. Throws `APP_NOT_FOUND`, `APP_AMBIGUOUS`. */
export async function findRunning(io: Pick<Io, 'directory'>, named: string | undefined): Promise<AdminApi> {
  const direct = named === undefined ? undefined : namedByPath(io.directory, named);
  if (direct !== undefined) return direct.lives ? new AdminApi(direct.access, direct.file) : refuseNone(io, named, [direct]);
  const dead: Found[] = [];
  for (const level of levels(io.directory)) {
    const fitting = tokenFiles(level).filter(({ access }) => named === undefined || access.app === named);
    const live = fitting.filter(({ lives }) => lives);
    dead.push(...fitting.filter(({ lives }) => !lives));
    if (live.length > 0) return one(live);
  }
  return refuseNone(io, named, dead);
}

/** Every token file in the working directory or above it, the nearest first. */
export function allTokenFiles(directory: string): readonly Found[] {
  return levels(directory).flatMap(tokenFiles);
}

/** A number that a dead process had may be another's now, so where several seem to live they are asked. */
async function one(live: readonly Found[]): Promise<AdminApi> {
  const [only] = live;
  if (only !== undefined && live.length === 1) return new AdminApi(only.access, only.file);
  const apis = live.map(({ access, file }) => new AdminApi(access, file));
  const answering = await Promise.all(apis.map(async (api) => ((await api.answers()) ? [api] : [])));
  const [first, ...others] = answering.flat();
  if (first !== undefined && others.length === 0) return first;
  const names = (first === undefined ? apis : [first, ...others]).map(({ access, file }) => `${access.app} (pid ${access.pid}, ${dirname(file)})`);
  throw runningErrors.APP_AMBIGUOUS({ what: `${names.length} apps run here: ${names.join('; ')}.`, details: { apps: live.map(({ access }) => access.app) } });
}

function namedByPath(directory: string, named: string): Found | undefined {
  const path = resolve(directory, named);
  const file = path.endsWith('.json') ? path : accessFile(path);
  return statOf(file) === undefined ? undefined : tokenFile(file);
}

function levels(directory: string): readonly string[] {
  const above = dirname(directory);
  return above === directory ? [directory] : [directory, ...levels(above)];
}

function tokenFiles(level: string): readonly Found[] {
  return filesAt(level).flatMap((file) => (isOwn(file) ? (tokenFile(file) ?? []) : []));
}

function filesAt(level: string): readonly string[] {
  const home = join(level, '.isthmus');
  return namesIn(home).map((name) => accessFile(join(home, name))).filter((file) => statOf(file) !== undefined);
}

/** Above the working directory others may write, so what another user left there is not followed, unless it is named. */
function isOwn(file: string): boolean {
  const user = process.getuid?.();
  return user === undefined || user === 0 || statOf(file)?.uid === user;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function tokenFile(file: string): Found | undefined {
  const access = readAccess(file);
  return access === undefined ? undefined : { file, access, lives: processLives(access.pid) };
}

function statOf(path: string): Stats | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? found : undefined;
}

function refuseNone({ directory }: Pick<Io, 'directory'>, named: string | undefined, dead: readonly Found[]): never {
  const [stale] = dead;
  const what = named === undefined ? `No running app was found in ${directory} or above it.` : `No running app ${JSON.stringify(named.slice(0, 200))} was found from ${directory}.`;
  const foreign = levels(directory).flatMap(filesAt).find((file) => !isOwn(file));
  if (stale === undefined && foreign !== undefined) throw runningErrors.APP_NOT_FOUND({ what, why: `The token file ${foreign} belongs to another user.`, fix: 'Run the command as the user who runs the app.' });
  if (stale === undefined) throw runningErrors.APP_NOT_FOUND(what);
  throw runningErrors.APP_NOT_FOUND({ what, why: `The app "${stale.access.app}" left its token file at ${stale.file}, and its process (pid ${stale.access.pid}) is gone.` });
}

import { relative } from 'node:path';
import type { Integration } from '../app/integration.ts';
import { text } from '../kernel/option-kinds.ts';
import { mapVersion } from '../kernel/map.ts';
import type { IntegrationMap } from '../kernel/map.ts';
import type { Io, Shown } from './command.ts';
import { cliErrors } from './errors.ts';
import { findApp } from './loading/find-app.ts';
import { importFile } from './loading/import-file.ts';
import { messageOf, isOurs } from './failure.ts';
import type { Teller } from './failure.ts';

/** The positional that names the app, the same in all commands. */
export const appPositional = text({
  description: 'The file whose default export is the app (or a function that gives it), or a map as JSON. Default: app.ts, app.js, src/app.ts, src/app.js, or "isthmus": { "app": "…" } in package.json.',
  maxLength: 4_096,
});
export const appShown: Shown = { file: true };

export interface LoadedApp {
  /** Absolute path. */
  readonly file: string;
  readonly app: Integration;
}

export interface LoadedMap {
  /** Absolute path. */
  readonly file: string;
  readonly map: IntegrationMap;
}

type Reader = Teller & Pick<Io, 'directory'>;

/**
 * Imports an app to run it. Its file may start it by itself. Throws `APP_FILE_MISSING`, `APP_FILE_FAILED`, `APP_FILE_EMPTY`, or what
 * the declaration throws (`APP_INVALID`).
 */
export async function loadApp(io: Reader, given: string | undefined): Promise<LoadedApp> {
  const file = findApp(io.directory, given);
  return { file, app: await importApp(file, io) };
}

/** Reads the map of an app that is not to start, or of a JSON file. Throws what `loadApp` throws, `APP_ONLY_READ` and `MAP_FILE_INVALID`. */
export async function loadMap(io: Reader, given: string | undefined): Promise<LoadedMap> {
  const file = findApp(io.directory, given);
  if (file.endsWith('.json')) return { file, map: (await import('./loading/map-file.ts')).readMap(file, io.directory) };
  const { onlyReading } = await import('../app/only-reading.ts');
  const { map } = await onlyReading(() => importApp(file, io));
  requireVersion(map.isthmus, relative(io.directory, file) || file);
  return { file, map };
}

/** The app's file may have loaded a copy of the package that is older or newer than this command. */
function requireVersion(version: number, name: string): void {
  if (version === mapVersion) return;
  throw cliErrors.MAP_FILE_INVALID({
    what: `${name} declares a map of version ${version}, and this command reads version ${mapVersion}.`,
    why: 'The app imports another version of the package than the one that this command belongs to.',
    fix: 'Run the command of the app\'s own package: `npx isthmus` in its directory.',
  });
}

async function importApp(file: string, io: Reader): Promise<Integration> {
  const { directory } = io;
  const name = relative(directory, file) || file;
  if (file.endsWith('.json')) throw cliErrors.APP_FILE_EMPTY({ what: `${name} is a map, not an app.`, why: 'A map says how things are joined; the handlers are missing.', fix: 'Name the file that exports the app.' });
  const module = await importFile(file, io);
  const exported = module['default'] ?? module['app'];
  const app = typeof exported === 'function' ? await made(exported as () => unknown, name) : exported;
  if (isApp(app)) return app;
  const names = Object.keys(module);
  const exports = names.length === 0 ? 'nothing' : names.join(', ');
  throw cliErrors.APP_FILE_EMPTY(`${name} exports no app: neither its default export nor "app" is one; it exports ${exports}.`);
}

async function made(make: () => unknown, name: string): Promise<unknown> {
  try {
    return await make();
  } catch (error) {
    if (isOurs(error)) throw error;
    throw cliErrors.APP_FILE_FAILED({ what: `The function that ${name} exports threw: ${messageOf(error)}`, cause: error });
  }
}

/** By its shape: the app's file may have loaded another copy of the package. */
function isApp(value: unknown): value is Integration {
  if (typeof value !== 'object' || value === null || !('map' in value) || !('start' in value)) return false;
  const { map, start } = value;
  return typeof start === 'function' && typeof map === 'object' && map !== null && 'isthmus' in map && 'links' in map;
}

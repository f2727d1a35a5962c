import { relative } from 'node:path';
import type { Io } from '../command.ts';
import { isOurs, messageOf } from '../failure.ts';
import { loadMap } from '../load-app.ts';
import { fail, ok, warn } from './diagnosis.ts';
import type { Diagnosis } from './diagnosis.ts';

/** Whether the app's file can be read and what it declares fits together. */
export async function checkDeclaration(io: Io, given: string | undefined): Promise<Diagnosis> {
  try {
    const { file, map } = await loadMap(io, given);
    return ok('app file', `${relative(io.directory, file)} declares "${map.name}" with ${map.links.length} links`);
  } catch (error) {
    if (!isOurs(error)) return fail('app file', messageOf(error), 'Mend the file so that `node` can import it.');
    const what = error.what.trim().replace(/\.$/, '');
    // A directory without an app is no fault by itself.
    return error.code === 'APP_FILE_MISSING' && given === undefined ? warn('app file', what, error.fix) : fail('app file', what, error.fix);
  }
}

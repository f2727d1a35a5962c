import { standardLog } from 'isthmus';
import type { Integration } from 'isthmus';
import { openDatabase } from './data/database.ts';
import { Timetable } from './data/timetable.ts';
import { departures } from './departures.ts';
import { Secrets } from './secrets.ts';
import { readSettings } from './settings.ts';

/** The app to be looked at: nothing starts, and its tables last as long as the process. */
export function declared(): Integration {
  const settings = readSettings(process.env);
  return departures(settings, new Secrets(process.env, settings.directory), new Timetable(), openDatabase(), standardLog());
}

import { IsthmusError, standardLog } from 'isthmus';
import { ReplayClock } from './clock.ts';
import { openDatabase } from './data/database.ts';
import { isDelayed, seatsOf } from './data/flights.ts';
import { Timetable } from './data/timetable.ts';
import { departures } from './departures.ts';
import { LiveLine } from './live-line.ts';
import { Monitor } from './monitor.ts';
import { Secrets } from './secrets.ts';
import { readSettings } from './settings.ts';
import { madeSecrets, welcome } from './welcome.ts';

async function run(): Promise<void> {
  const settings = readSettings(process.env);
  const secrets = new Secrets(process.env, settings.directory);
  const database = openDatabase(settings.directory);
  const timetable = new Timetable();
  const line = new LiveLine(process.stdout, () => monitor.read());
  const log = line.above(standardLog());
  const app = departures(settings, secrets, timetable, database, log);
  const clock = new ReplayClock({
    flights: timetable.flights, app, database, speed: settings.speed,
    onError: (error) => log.error('the clock will tell this again', { error }),
  });
  const monitor = new Monitor(app, clock);

  await app.start();
  clock.start();
  const sample = timetable.flights.findLast((flight) => !isDelayed(flight) && seatsOf(flight) >= 30);
  console.log(welcome((await app.url()) ?? '', settings, { flight: sample?.id ?? '' }));
  if (Object.keys(secrets.made).length > 0) console.log(madeSecrets(secrets.made));
  line.start();

  await stopAsked();
  line.stop();
  console.log('Stopping …');
  await clock.stop();
  await app.stop();
  database.close();
  console.log('Stopped. The next start goes on from here.');
}

/** Resolves at Ctrl-C or a polite kill; a second one ends at once. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
    }
  });
}

/** Runs the example until it is asked to stop; ends the process with 1 where it can't start. */
export async function main(): Promise<void> {
  try {
    await run();
  } catch (error) {
    console.error(error instanceof IsthmusError ? error.explain() : error instanceof RangeError ? error.message : error);
    process.exit(1);
  }
}

import type { DatabaseSync } from 'node:sqlite';
import { integration } from 'isthmus';
import type { Integration, Log } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { BrowserClient } from './data/page.ts';
import type { Timetable } from './data/timetable.ts';
import { rebookPassenger } from './contracts/passengers.ts';
import { agents, github, links, stripe, twilio, web } from './links.ts';
import type { Secrets } from './secrets.ts';
import { audit } from './services/audit.ts';
import { board } from './services/board.ts';
import { bookings } from './services/bookings.ts';
import { failures } from './services/failures.ts';
import { flights } from './services/flights.ts';
import { gates } from './services/gates.ts';
import { maintenance } from './services/maintenance.ts';
import { payments } from './services/payments.ts';
import { rebooking } from './services/rebooking.ts';
import { reports } from './services/reports.ts';
import { statistics } from './services/statistics.ts';
import { texts } from './services/texts.ts';
import type { Settings } from './settings.ts';

/** The whole app: every service, and how they are joined. */
export function departures(settings: Settings, secrets: Secrets, timetable: Timetable, database: DatabaseSync, log: Log): Integration {
  const client = new BrowserClient(settings.directory);
  const services = {
    flights: flights(timetable),
    bookings: bookings(timetable, database),
    board: board(timetable, database),
    rebooking: rebooking(timetable, database),
    statistics: statistics(database),
    audit: audit(database),
    reports: reports(),
    payments: payments(database),
    maintenance: maintenance(database),
    texts: texts(database),
    gates: gates(client),
    failures: failures(() => app.queue(rebookPassenger)),
  };
  const app: Integration = integration({
    name: 'departures',
    engine: embedded({ directory: settings.directory }),
    services: Object.values(services),
    parties: [web, agents, stripe, github, twilio],
    links: links(services, secrets, client),
    http: { port: settings.port },
    // Beside the state, so that it is found wherever that is.
    admin: { directory: settings.directory },
    log,
  });
  return app;
}

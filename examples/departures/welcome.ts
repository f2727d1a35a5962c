import type { Settings } from './settings.ts';

/** The flight that the second command books: one of the last to leave, with seats. */
export interface Sample {
  readonly flight: string;
}

/** Three commands to try, as they stand. */
export function commands(url: string, { flight }: Sample): readonly string[] {
  return [
    `curl '${url}/flights?origin=ORD&limit=3'`,
    `curl --json '{"flight":"${flight}","passenger":"Ada"}' \\\n    -H 'idempotency-key: my-first' ${url}/bookings`,
    `curl --json '{}' ${url}/reports/delays`,
  ];
}

/** What a person sees at the start. */
export function welcome(url: string, { speed, directory }: Settings, sample: Sample): string {
  const [find, book, report] = commands(url, sample);
  // Commands find by themselves what is below .isthmus.
  const app = directory === '.isthmus/departures' ? '' : ` --app ${directory}`;
  return `
Departures: 20,000 flights of early 2001 leave again, ${speed} times faster.

Running
  REST      flights, airports, bookings
  streams   flights.departed, flights.delayed, each read by four groups:
            board, rebooking, statistics, audit
  queue     passengers.rebook, in order per passenger
  job       reports.delays, over 3,000,000 flights
  socket    /live, the board calls, listens and is asked
  webhooks  /hooks/stripe, /hooks/github, /hooks/twilio
  state     ${directory} (delete it to begin again)

Look
  ${url}/docs                  every call, to try
  ${url}/openapi.json          the same for programs
  ${url}/health/ready
  ${url}/airports/ORD/board    what has left
  ${url}/board                 the live board; type back as a gate agent
  ${url}/flights/live          delays as they happen (curl -N)
  ${url}/rebookings/failures   dead letters of the queue

Try
  # find flights
  ${find}
  # book a seat; once more gives the same seat
  ${book}
  # report on 3,000,000 flights; the answer names a job to ask at /jobs/…
  ${report}

Watch and steer, in another terminal
  npx isthmus top${app}
  npx isthmus queue list${app}
  npx isthmus queue dead passengers.rebook${app}
  npx isthmus webhook test stripe${app}     # plays the sender; ${url}/payments shows it
  npx isthmus webhook list${app}

Ctrl-C stops it. The next start goes on where it was.
`;
}

/** The secrets that were made up, for whoever wants to let the real senders in. */
export function madeSecrets(made: Readonly<Record<string, string>>): string {
  const lines = Object.entries(made).map(([name, secret]) => `  ${name}=${secret}\n`).join('');
  return `Secrets of the webhooks, made up at this first start and kept for the next ones; set the variables to use your own:\n${lines}`;
}

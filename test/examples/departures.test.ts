import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { dataFile } from '../../examples/departures/data/files.ts';
import { isCancelled, isDelayed, passengersOf, seatsOf } from '../../examples/departures/data/flights.ts';
import type { Flight } from '../../examples/departures/data/flights.ts';
import { Timetable } from '../../examples/departures/data/timetable.ts';
import { isthmusIn } from '../console/command-line.ts';
import { eventually, requestsIn, startDepartures } from './departures-process.ts';
import type { Departures } from './departures-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'isthmus-departures-'));
const timetable = new Timetable();
const fast = { SPEED: '60000', ISTHMUS_DIRECTORY: directory };
/** So slow that no flight leaves. */
const still = { SPEED: '0.001', ISTHMUS_DIRECTORY: directory };
let app: Departures;
let booked: { readonly id: string };

before(async () => {
  app = await startDepartures(fast);
});
after(() => {
  app.child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const get = (path: string) => fetch(`${app.url}${path}`);
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${app.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
/** The body, of a form that the assertions after it check. */
const json = async <T>(response: Response | Promise<Response>): Promise<T> => (await (await response).json()) as T;

/** Reads the example's own file. */
function query<T>(sql: string): T[] {
  const database = new DatabaseSync(join(directory, 'departures.sqlite'), { readOnly: true });
  try {
    return database.prepare(sql).all() as T[];
  } finally {
    database.close();
  }
}

test('it says where to look, and what is there is there', async () => {
  assert.equal((await get('/health/ready')).status, 200);
  const page = await get('/docs');
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
  assert.ok((await page.text()).includes('openapi.json'));
  const { openapi, paths } = await json<{ openapi: string; paths: Record<string, unknown> }>(get('/openapi.json'));
  assert.match(openapi, /^3\.1/);
  for (const path of ['/flights', '/flights/{id}', '/airports/{iata}', '/bookings', '/reports/delays', '/jobs/{id}']) assert.ok(path in paths, path);
});

test('the commands that its start screen names reach it', async () => {
  const lines = app.printed().split('\n').filter((line) => line.trim().startsWith('npx isthmus ')).map((line) => line.replace(/ #.*/, '').trim().split(' ').slice(2));
  assert.equal(lines.length, 5);
  for (const line of lines) {
    const { code, err } = await isthmusIn(directory, line);
    assert.equal(code, 0, `${line.join(' ')}\n${err}`);
  }
  const top = JSON.parse((await isthmusIn(directory, ['top', '--app', directory, '--interval', '500ms', '--json'])).out) as { links: ReadonlyArray<{ link: string; handled: number }> };
  assert.ok(top.links.some(({ link, handled }) => link === 'flights.departed:stream' && handled > 0), JSON.stringify(top.links));
});

test('its webhooks are played by the command line, and refuse what is forged', async () => {
  for (const [sender, path] of [['stripe', '/payments'], ['github', '/maintenance'], ['twilio', '/texts']] as const) {
    const items = async () => (await json<{ items: unknown[] }>(get(path))).items.length;
    const before = await items();
    const good = await isthmusIn(directory, ['webhook', 'test', sender, '--app', directory]);
    assert.equal(good.code, 0, good.out + good.err);
    await eventually(async () => (await items()) === before + 1);
    const forged = await isthmusIn(directory, ['webhook', 'test', sender, '--app', directory, '--forge', '--json']);
    assert.equal(forged.code, 1);
    assert.equal((JSON.parse(forged.out) as { status: number }).status, 401);
  }
  assert.match(app.printed(), /STRIPE_WEBHOOK_SECRET=whsec_[0-9a-f]{48}\n/);
});

test('piped, it prints no control characters', () => {
  assert.doesNotMatch(app.printed(), /[^\P{Cc}\n]/u);
});

test('the three commands that it prints work as they stand', async () => {
  const [find, book, report] = requestsIn(app.printed());
  assert.ok(find !== undefined && book !== undefined && report !== undefined);
  const found = await json<{ items: { origin: string }[]; next: string }>(find());
  assert.deepEqual(found.items.map(({ origin }) => origin), ['ORD', 'ORD', 'ORD']);

  const first = await book();
  assert.equal(first.status, 201);
  booked = await json<{ id: string; seat: string }>(first);
  assert.deepEqual(await json(book()), booked, 'the same key gives the same seat');
  assert.deepEqual(await json(get(`/bookings/${booked.id}`)), booked);

  const submitted = await report();
  assert.equal(submitted.status, 202);
  assert.match(submitted.headers.get('location') ?? '', /^\/jobs\/./);
});

test('a report reads all 3,000,000 flights, and finds what is there', async () => {
  const submitted = await post('/reports/delays', { routes: 3 });
  const place = submitted.headers.get('location') ?? '';
  interface Job { state: string; progress: number; output: { flights: number; delayed: number; totalDelay: number; meanDelay: number; routesInAll: number; routes: Record<string, unknown>[] } }
  const seen: Job[] = [];
  await eventually(async () => {
    seen.push(await json<Job>(get(place)));
    return seen.at(-1)?.state !== 'queued' && seen.at(-1)?.state !== 'running';
  });
  const last = seen.at(-1);
  assert.equal(last?.state, 'succeeded');
  assert.ok(seen.every(({ progress }, index) => progress >= (seen[index - 1]?.progress ?? 0)), 'progress never goes back');
  assert.equal(last.progress, 1);
  const { routes, ...totals } = last.output;
  const counted = await countDelays();
  assert.deepEqual(totals, counted.totals);
  assert.equal(totals.flights, 3_000_000);
  assert.deepEqual(routes, counted.routes);
});

/** The same figures by another way: every route's delays in one list, sorted and added up. */
async function countDelays() {
  const file = await asyncBufferFromFile(dataFile('flights-3m.parquet'));
  const metadata = await parquetMetadataAsync(file);
  const byRoute = new Map<string, number[]>();
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    await parquetRead({
      file, metadata, compressors, columns: ['origin', 'destination', 'delay'], rowStart, rowEnd, rowFormat: 'object',
      onComplete: (rows) => {
        for (const { origin, destination, delay } of rows as { origin: string; destination: string; delay: bigint }[]) {
          const name = `${origin}-${destination}`;
          const list = byRoute.get(name);
          if (list === undefined) byRoute.set(name, [Number(delay)]);
          else list.push(Number(delay));
        }
      },
    });
    rowStart = rowEnd;
  }
  const sums = (delays: readonly number[]) => {
    const totalDelay = delays.reduce((sum, delay) => sum + delay, 0);
    return { flights: delays.length, delayed: delays.filter((delay) => delay >= 15).length, totalDelay, meanDelay: Math.round((totalDelay / delays.length) * 100) / 100 };
  };
  const busiest = [...byRoute].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1)).slice(0, 3);
  return {
    totals: { ...sums([...byRoute.values()].flat()), routesInAll: byRoute.size },
    routes: busiest.map(([name, delays]) => ({ origin: name.slice(0, 3), destination: name.slice(4), ...sums(delays) })),
  };
}

test('a report that nobody waits for any more can be cancelled', async () => {
  const { location } = await json<{ location: string }>(post('/reports/delays', {}));
  assert.equal((await fetch(`${app.url}${location}`, { method: 'DELETE' })).ok, true);
  await eventually(async () => (await json<{ state: string }>(get(location))).state === 'cancelled');
});

test('pages hold every flight once, in order', async () => {
  const ids: string[] = [];
  for (let path: string | undefined = '/flights?origin=ORD&date=2001-01-02&limit=5'; path !== undefined; ) {
    const page: { items: { id: string }[]; next?: string } = await json(get(path));
    ids.push(...page.items.map(({ id }) => id));
    path = page.next === undefined ? undefined : `/flights?origin=ORD&date=2001-01-02&limit=5&after=${page.next}`;
  }
  assert.deepEqual(ids, timetable.flights.filter(({ origin, departure }) => origin === 'ORD' && departure.startsWith('2001-01-02')).map(({ id }) => id));
});

test('wrong input gives problem documents, never a fault of the app', async () => {
  const flight = timetable.flights.at(-1)?.id;
  const asked: [Promise<Response>, number][] = [
    [get('/flights?origin=Chicago'), 400], [get('/flights?limit=0'), 400], [get('/flights?limit=many'), 400], [get('/flights?date=2001-02-30'), 400], [get('/flights?colour=red'), 400],
    [get('/flights/nothing'), 400], [get('/flights/20010101-0000-AAA-BBB'), 404], [get('/flights?after=20010101-0000-AAA-BBB'), 404], [get('/airports/ZZZ'), 404], [get('/nowhere'), 404],
    [post('/bookings', '{"flight":'), 400], [post('/bookings', { flight }), 400], [post('/bookings', { flight, passenger: 7 }), 400], [post('/bookings', { flight, passenger: 'Ada', seat: '1A' }), 400],
    [post('/bookings', { flight: '20010101-0000-AAA-BBB', passenger: 'Ada' }), 404], [get('/bookings/none'), 404], [get('/jobs/none'), 404],
    [post('/reports/delays', { routes: -1 }), 400], [post('/reports/delays', { from: 'yesterday' }), 400],
  ];
  for (const [response, status] of asked) {
    const answer = await response;
    const problem = await json<{ status: number; title: string }>(answer);
    assert.equal(answer.status, status, `${answer.url}: ${JSON.stringify(problem)}`);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.equal(problem.status, status);
  }
});

test('seats run out, each sold once', async () => {
  const flight = timetable.flights.find((each) => seatsOf(each) === 3);
  assert.ok(flight !== undefined);
  const answers = await Promise.all(['Ada', 'Ben', 'Cleo', 'Dan', 'Eve'].map((passenger) => post('/bookings', { flight: flight.id, passenger }, { 'idempotency-key': `run-out-${passenger}` })));
  assert.deepEqual(answers.map(({ status }) => status).sort((a, b) => a - b), [201, 201, 201, 409, 409]);
  const bodies = await Promise.all(answers.map((answer) => json<{ seat?: string; code?: string }>(answer)));
  assert.deepEqual(bodies.flatMap(({ seat }) => seat ?? []).sort(), ['1A', '1B', '1C']);
  assert.deepEqual(bodies.flatMap(({ code }) => code ?? []), ['sold-out', 'sold-out']);
});

test('four groups read what the clock tells, and rebooking fills the queue', async () => {
  const cancelled = timetable.flights.find(isCancelled);
  assert.ok(cancelled !== undefined);
  await eventually(async () => (await json<{ departed: number }>(get('/statistics'))).departed > 100);
  await eventually(async () => (await json<{ flights: unknown[] }>(get('/airports/ORD/board'))).flights.length > 0);
  await eventually(async () => (await json<{ items: { event: string }[] }>(get(`/flights/${cancelled.id}/audit`))).items.some(({ event }) => event === 'flights.delayed'));
  await eventually(async () => (await json<{ items: unknown[] }>(get(`/flights/${cancelled.id}/rebookings`))).items.length >= passengersOf(cancelled).length - 2);
});

/** The data of the first so many server-sent events. */
async function watch(after: number, count: number): Promise<{ number: number; delay: number }[]> {
  const controller = new AbortController();
  const response = await fetch(`${app.url}/flights/live`, { headers: { accept: 'text/event-stream', 'last-event-id': String(after) }, signal: controller.signal });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.split('data: ').length > count && text.endsWith('\n\n')) break;
  }
  controller.abort();
  return text.split('\n').filter((line) => line.startsWith('data: ')).slice(0, count).map((line) => JSON.parse(line.slice(6)) as { number: number; delay: number });
}

test('delays are watched as they are told, and who comes back misses none', async () => {
  const [first, second, third] = await watch(0, 3);
  assert.ok(first !== undefined && second !== undefined && third !== undefined && first.delay >= 15);
  assert.deepEqual(await watch(first.number, 2), [second, third]);
});

test('some calls fail for good, and end as dead letters to look at', async () => {
  interface Failure { passenger: string; flight: string; reason: string; what: string; attempts: number; history: unknown[] }
  let items: Failure[] = [];
  await eventually(async () => (items = (await json<{ items: Failure[] }>(get('/rebookings/failures'))).items).length > 0);
  const [first] = items;
  assert.equal(first?.reason, 'failed');
  assert.equal(first.what, `The reservation system knows no ticket of ${first.passenger} on ${first.flight}`);
  assert.equal(first.attempts, 4);
  assert.equal(first.history.length, 4);
});

interface Kept { readonly replay: number; readonly next: number; readonly time: number }
const clock = () => query<Kept>('SELECT replay, next, time FROM clock')[0] ?? assert.fail('the clock kept nothing');
const leftBy = (time: number) => timetable.flights.filter(({ departure }) => Date.parse(`${departure}Z`) <= time);
const toldOf = (flights: readonly Flight[]) => flights.flatMap((flight) => [
  ...(isDelayed(flight) ? [`flights.delayed ${flight.id}/1`] : []),
  ...(isCancelled(flight) ? [] : [`flights.departed ${flight.id}/1`]),
]);
const audited = () => query<{ event: string; id: string }>('SELECT event, id FROM audit').map(({ event, id }) => `${event} ${id}`);

/** Everything that was due by a time has reached every reader once, and each passenger has an end. */
async function assertNothingIsLost(time: number): Promise<void> {
  const left = leftBy(time);
  const expected = toldOf(left);
  await eventually(() => audited().length >= expected.length);
  assert.deepEqual(audited().sort(), expected.sort());
  const counted = () => json<{ departed: number; cancelled: number }>(get('/statistics'));
  await eventually(async () => (await counted()).departed === left.filter((flight) => !isCancelled(flight)).length);
  const passengers = left.filter(isCancelled).flatMap(passengersOf).length;
  await eventually(async () => {
    const { parked, deadLetters } = await json<{ parked: number; deadLetters: number }>(get('/rebookings/failures'));
    return query('SELECT passenger FROM rebookings').length + parked + deadLetters === passengers;
  });
}

test('Ctrl-C ends it well, and the next start goes on where it was', async () => {
  assert.equal(await app.interrupt(), 0);
  const before = clock();
  assert.ok(before.replay === 1 && before.next > 100);

  app = await startDepartures(still);
  assert.deepEqual(await json(get(`/bookings/${booked.id}`)), booked, 'the booking is still there');
  await assertNothingIsLost(before.time);
  assert.equal(await app.interrupt(), 0);
  assert.equal(clock().next, leftBy(before.time).length);
  assert.ok(clock().time >= before.time && clock().time < before.time + 1_000);
});

test('killed in the middle of its work, it loses nothing and tells nothing twice', async () => {
  const before = clock();
  app = await startDepartures(fast);
  await eventually(() => clock().next > before.next + 100);
  app.child.kill('SIGKILL');
  await once(app.child, 'exit');

  app = await startDepartures(still);
  await assertNothingIsLost(clock().time);
  assert.equal(await app.interrupt(), 0);
});

test('a wrong setting is told before anything starts', async () => {
  await assert.rejects(startDepartures({ ...still, SPEED: 'fast' }), /SPEED must be a number above 0/);
  await assert.rejects(startDepartures({ ...still, PORT: '99999' }), /PORT must be a port/);
});

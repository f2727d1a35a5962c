/** A client that a generator made from the example's OpenAPI document, compiled and used against the running example. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import { generateApi } from 'swagger-typescript-api';
import { root } from '../../tools/shell.ts';
import { startDepartures } from './departures-process.ts';
import type { Departures } from './departures-process.ts';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'isthmus-client-'));
let app: Departures;
let document: Record<string, unknown>;

before(async () => {
  app = await startDepartures({ SPEED: '0.001', ISTHMUS_DIRECTORY: join(directory, 'data') });
  document = (await (await fetch(`${app.url}/openapi.json`)).json()) as Record<string, unknown>;
});
after(() => {
  app.child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const use = `
import { Api } from './client.ts';
import type { BookingsCreateOutput, FlightsListOutput, Job, Problem } from './client.ts';
const api = new Api({ baseUrl: process.argv[2] ?? '' });
const found = await api.flights.flightsList({ origin: 'ORD', limit: 2 });
const list: FlightsListOutput = found.data;
const flight = list.items.find((each) => !each.cancelled && each.seats > 5)?.id ?? '';
const created = await api.bookings.bookingsCreate({ flight, passenger: 'ada' }, { headers: { 'idempotency-key': 'generated-client' } });
const booking: BookingsCreateOutput = created.data;
const again = await api.bookings.bookingsGet(booking.id);
const job: Job = (await api.reports.reportsDelays({})).data;
const state = (await api.jobs.jobsGet(job.id)).data.state;
const problem: Problem = await api.flights.flightsGet('20010101-0000-XXX-YYY').then(() => { throw new Error('it was found'); }, (failed: { error: Problem }) => failed.error);
console.log(JSON.stringify({ count: list.items.length, created: created.status, same: again.data.id === booking.id, state, code: problem.code }));
`;

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert.ok(valid, JSON.stringify(errors));
});

test('a generated client compiles, and works against the running example', async () => {
  // The generator's type of documents is of OpenAPI 3.0.
  const spec = document as unknown as NonNullable<Parameters<typeof generateApi>[0]['spec']>;
  const { files } = await generateApi({ spec, output: false, silent: true, httpClientType: 'fetch' });
  writeFileSync(join(directory, 'client.ts'), files.map((file) => file.fileContent).join('\n'));
  writeFileSync(join(directory, 'use.ts'), use);
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--target', 'esnext', '--module', 'nodenext', '--allowImportingTsExtensions', ...types, join(directory, 'use.ts')], { cwd: directory });
  const { stdout } = await run(process.execPath, ['--experimental-transform-types', '--no-warnings', join(directory, 'use.ts'), app.url], { cwd: directory });
  const { state, ...rest } = JSON.parse(stdout) as { readonly state: string };
  assert.deepEqual(rest, { count: 2, created: 201, same: true, code: 'unknown-flight' });
  assert.match(state, /^(?:queued|running|succeeded)$/);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { handle, integration, link, operation, party, service } from 'isthmus';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import type { RestGiven } from 'isthmus/rest';
import { z } from 'zod';
import type { IsthmusError } from '../../../src/kernel/error.ts';
import type { Fault } from '../../../src/kernel/options.ts';

const read = operation('a.read', { input: z.object({ id: z.string(), list: z.array(z.string()).optional(), deep: z.object({ x: z.string() }).optional() }), output: z.object({}), effect: 'read' });
const write = operation('a.write', { input: z.object({ id: z.string() }), output: z.object({}), effect: 'write' });
const simple = operation('a.simple', { input: z.object({ id: z.string() }), output: z.object({}), effect: 'read' });

const faultsOf = (make: () => unknown): readonly Fault[] => {
  try {
    make();
  } catch (error) {
    return (error as IsthmusError).details['faults'] as readonly Fault[];
  }
  return [];
};

function declare(contract: typeof read | typeof write | typeof simple, ...vias: RestGiven[]) {
  const works = service('works', [handle(read, () => ({})), handle(write, () => ({})), handle(simple, () => ({}))]);
  const links = vias.map((via, index) => link({ name: `l${index}`, from: 'web', to: works, contract, via: rest(via), ...(via.respond === 'job' && via.path === '/policies' ? { policies: { deadline: '1s' } } : {}) }));
  return () => integration({ name: 'x', engine: memory(), services: [works], parties: [party('web', { kind: 'browser' })], links });
}

describe('declaring REST', () => {
  test('options that are unknown or wrong are refused by name', () => {
    // @ts-expect-error an unknown option and a wrong value
    assert.throws(() => rest({ method: 'FETCH', path: '/a', cache: true }), (error: IsthmusError) => error.code === 'OPTION_INVALID' && /method must be one of/.test(error.what) && /cache is not known/.test(error.what));
    // @ts-expect-error no path
    assert.throws(() => rest({ method: 'GET' }), /path is required/);
    assert.throws(() => rest({ method: 'GET', path: 'a' }), /path must be text/);
    assert.throws(() => rest({ method: 'GET', path: '/a', scopes: ['x'] }), /authenticate is required/);
    // @ts-expect-error no function
    assert.throws(() => rest({ method: 'GET', path: '/a', authenticate: 1 }), /authenticate must be a function/);
    assert.throws(() => rest({ method: 'GET', path: '/a', headers: { id: 'X Y' } }), /headers must map/);
  });

  const cases: ReadonlyArray<readonly [string, () => unknown, RegExp]> = [
    ['an unknown path parameter', declare(simple, { method: 'GET', path: '/a/{nope}' }), /"nope" is no property/],
    ['a malformed segment', declare(simple, { method: 'GET', path: '/a/{id' }), /neither a text nor one \{parameter\}/],
    ['a parameter twice', declare(simple, { method: 'GET', path: '/a/{id}/{id}' }), /stands there twice/],
    ['dots', declare(simple, { method: 'GET', path: '/a/../{id}' }), /taken away by clients/],
    ['an object in the query', declare(read, { method: 'GET', path: '/a' }), /"deep" is an object/],
    ['a list in the path', declare(read, { method: 'POST', path: '/a/{list}' }), /"list" is a list/],
    ['a property from two places', declare(simple, { method: 'POST', path: '/a/{id}', query: ['id'] }), /from the path and from elsewhere/],
    ['one route twice', declare(simple, { method: 'GET', path: '/a/{id}' }, { method: 'GET', path: '/a/{id}' }), /is the route of "l0" already/],
    ['a path of REST itself', declare(simple, { method: 'GET', path: '/docs' }), /belongs to REST itself/],
    ['the jobs', declare(simple, { method: 'GET', path: '/jobs/{id}' }), /belongs to REST itself/],
    ['GET that writes', declare(write, { method: 'GET', path: '/a/{id}' }), /GET is for operations that only read/],
    ['204 with an output', declare(write, { method: 'POST', path: '/a', status: 204 }), /must be of the type null/],
    ['202 without a job', declare(write, { method: 'POST', path: '/a', status: 202 }), /meaning of its own/],
    ['pages that are none', declare(simple, { method: 'GET', path: '/a/{id}', paginate: true }), /the input has no "after"/],
    ['a policy that a job would not see', declare(write, { method: 'POST', path: '/policies', respond: 'job' }), /policies.deadline belongs to the job link/],
    ['a date that is none', declare(simple, { method: 'GET', path: '/a/{id}', deprecated: '2026-02-31' }), /no date of the calendar/],
    ['an end before the beginning of the end', declare(simple, { method: 'GET', path: '/a/{id}', deprecated: '2026-02-01', sunset: '2026-01-01' }), /must not be before deprecated/],
    ['an address instead of a route that stays', declare(simple, { method: 'GET', path: '/a/{id}', deprecationLink: '/new' }), /a route that stays/],
    ['a last change that is no property', declare(simple, { method: 'GET', path: '/a/{id}', lastModified: 'nope' }), /"nope" is no property of the operation's output/],
    ['a directory without files', declare(simple, { method: 'GET', path: '/a/{id}', directory: '/tmp' }), /is for respond: "file"/],
    ['files without a directory', declare(simple, { method: 'GET', path: '/a/{id}', respond: 'file' }), /must say below which directory/],
    ['files that the output does not name', declare(simple, { method: 'GET', path: '/a/{id}', respond: 'file', directory: '/tmp' }), /must have the text "file"/],
    ['an upload that does not stream', declare(write, { method: 'POST', path: '/a', upload: 'deep' }), /is for an input that streams/],
    ['a heartbeat of one value', declare(simple, { method: 'GET', path: '/a/{id}', heartbeat: '5s' }), /is for an output that streams/],
    ['a cache on a write', declare(write, { method: 'POST', path: '/a', cacheControl: 'no-store' }), /belongs to GET/],
  ];
  for (const [name, make, expected] of cases)
    test(`refuses ${name}`, () => {
      const faults = faultsOf(make);
      assert.ok(faults.some((fault) => expected.test(fault.message) && fault.path.startsWith('link "l')), JSON.stringify(faults));
    });

  test('lists all faults at once', () => {
    assert.ok(faultsOf(declare(write, { method: 'GET', path: '/a/{nope}' }, { method: 'GET', path: '/a/{id' })).length >= 3);
  });

  test('jobs need a job link', async () => {
    const app = declare(write, { method: 'POST', path: '/a', respond: 'job' })() as ReturnType<typeof integration>;
    await assert.rejects(app.start(), { code: 'REST_JOB_MISSING' });
  });

  test('options are data on the map', () => {
    const app = declare(simple, { method: 'GET', path: '/a/{id}' })() as ReturnType<typeof integration>;
    assert.deepEqual(JSON.parse(JSON.stringify(app.map.links[0]?.options)), {
      method: 'GET', path: '/a/{id}', query: [], headers: {}, status: 200, respond: 'now', jobs: 'own', paginate: false, etag: true, compress: true,
      maxBody: 1_048_576, maxDepth: 32, maxStream: 104_857_600, heartbeat: 15_000, security: 'bearer', scopes: [], authenticated: false,
    });
  });
});

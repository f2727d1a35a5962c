import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { handle, integration, link, operation, party, service } from 'isthmus';
import { httpErrors } from 'isthmus/http';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import { z } from 'zod';
import type { JobView, Method, MethodRunner } from '../../../src/driver/method.ts';
import { defineErrors } from '../../../src/kernel/error.ts';
import { ask, json } from './fixture.ts';

const report = operation('reports.make', { summary: 'Make a report', input: z.object({ month: z.int() }), output: z.object({ total: z.int() }), effect: 'write' });
const audit = operation('audits.make', { input: z.object({}), output: z.object({ done: z.boolean() }), effect: 'write' });
const shared = operation('shared.make', { input: z.object({}), output: z.null(), effect: 'write' });
const hidden = operation('hidden.make', { input: z.object({}), output: z.null(), effect: 'write' });
const errors = defineErrors({
  JOB_UNKNOWN: { category: 'not-found', why: 'No such job.', fix: 'Check the id.' },
  JOB_GONE: { category: 'gone', why: 'It was too long ago.', fix: 'Submit again.' },
  JOB_FINISHED: { category: 'conflict', why: 'It is finished.', fix: 'Nothing.' },
});

const jobs = new Map<string, JobView>();
const submitted: Array<{ readonly input: unknown; readonly key: string | undefined }> = [];
const base: JobView = { id: '', operation: '', state: 'queued', progress: 0, note: undefined, submittedAt: 1_000, startedAt: undefined, finishedAt: undefined, attempts: 0, output: undefined, error: undefined, retryAfter: 2_400, caller: undefined };
const put = (id: string, operationName: string, more: Partial<JobView> = {}): void => void jobs.set(id, { ...base, id, operation: operationName, ...more });

/** Stands in for the job method: what REST asks of it, in memory. */
const runner: MethodRunner = {
  name: 'job',
  check: () => [],
  open: async (_links, host) => ({
    start: async () => {},
    submit: async (link, input, options) => {
      const id = `job-${submitted.push({ input, key: options.idempotencyKey })}`;
      put(id, link.contract.name);
      return { job: { id, operation: link.contract.name }, outgoing: [{ engine: host.stateEngine, unit: {} }] };
    },
    jobs: {
      get: async (id) => {
        if (id === 'gone') throw errors.JOB_GONE('The job "gone" is kept no longer.');
        const found = jobs.get(id);
        if (found === undefined) throw errors.JOB_UNKNOWN(`There is no job "${id}".`);
        return found;
      },
      cancel: async (id) => {
        if (jobs.get(id)?.state === 'succeeded') throw errors.JOB_FINISHED('It is finished.');
        put(id, jobs.get(id)?.operation ?? '', { state: 'cancelled' });
        return jobs.get(id) ?? base;
      },
      list: async () => ({ items: [], next: undefined }),
    },
    drain: async () => {},
    close: async () => {},
  }),
};
const fakeJob: Method<'operation', 'unary'> = { name: 'job', carries: ['operation'], shapes: ['unary'], options: {}, engine: 'none', asks: [], runner };

describe('jobs on REST', () => {
  const works = service('works', [handle(report, ({ month }) => ({ total: month })), handle(audit, () => ({ done: true })), handle(shared, () => null), handle(hidden, () => null)]);
  const app = integration({
    name: 'jobs', engine: memory(), services: [works], parties: [party('web', { kind: 'browser' })], http: { port: 0 },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    links: [
      link({ name: 'report-rest', from: 'web', to: works, contract: report, via: rest({ method: 'POST', path: '/reports', respond: 'job' }) }),
      link({ name: 'report-job', from: 'web', to: works, contract: report, via: fakeJob }),
      link({ name: 'audit-rest', from: 'web', to: works, contract: audit, via: rest({ method: 'POST', path: '/audits', authenticate: ({ headers }) => {
        if (headers['authorization'] !== 'Bearer ada') throw httpErrors.CREDENTIALS_REFUSED('The token is not known.');
        return { subject: 'ada' };
      } }) }),
      link({ name: 'audit-job', from: 'web', to: works, contract: audit, via: fakeJob }),
      link({ name: 'shared-rest', from: 'web', to: works, contract: shared, via: rest({ method: 'POST', path: '/shared', respond: 'job', jobs: 'all', authenticate: () => ({ subject: 'any' }) }) }),
      link({ name: 'shared-job', from: 'web', to: works, contract: shared, via: fakeJob }),
      link({ name: 'hidden-job', from: 'web', to: works, contract: hidden, via: fakeJob }),
    ],
  });
  let url = '';
  before(async () => {
    await app.start();
    url = (await app.url()) ?? '';
  });
  after(() => app.stop());

  test('respond: job answers 202 with the address of the job', async () => {
    const answer = await ask(url, '/reports', json({ month: 3 }, { 'idempotency-key': 'k' }));
    assert.equal(answer.status, 202);
    assert.match(answer.headers.get('location') ?? '', /^\/jobs\/job-\d+$/);
    assert.equal(answer.headers.get('retry-after'), '1');
    assert.deepEqual(submitted.at(-1)?.input, { month: 3 });
    assert.match(submitted.at(-1)?.key ?? '', /^[0-9a-f]{64}$/);
    const job = await ask(url, answer.headers.get('location') ?? '');
    assert.deepEqual([job.status, job.body['state'], job.headers.get('retry-after')], [200, 'queued', '3']);
  });

  test('an input that does not fit is refused before it is submitted', async () => {
    const count = submitted.length;
    assert.equal((await ask(url, '/reports', json({ month: 'May' }))).status, 400);
    assert.equal(submitted.length, count);
  });

  test('a caller may prefer a job', async () => {
    const authorization = 'Bearer ada';
    const now = await ask(url, '/audits', json({}, { authorization }));
    assert.deepEqual(now.body, { done: true });
    const later = await ask(url, '/audits', json({}, { authorization, prefer: 'wait=10, respond-async' }));
    assert.deepEqual([later.status, later.headers.get('preference-applied')], [202, 'respond-async']);
  });

  test('shows output, progress and problems', async () => {
    put('a', report.name, { state: 'succeeded', progress: 1, output: { total: 3 }, finishedAt: 5_000 });
    put('b', report.name, { state: 'running', progress: 0.5, note: 'half' });
    put('c', report.name, { state: 'failed', error: { code: 'no-month', category: 'not-found', what: 'There is no month 13.', why: 'w', fix: 'f' } });
    put('d', report.name, { state: 'failed', error: { code: 'X', category: 'internal', what: 'password=hunter2', why: 'w', fix: 'f' } });
    const done = await ask(url, '/jobs/a');
    assert.deepEqual([done.body['output'], done.body['finishedAt'], done.headers.get('retry-after')], [{ total: 3 }, '1970-01-01T00:00:05.000Z', null]);
    assert.deepEqual((await ask(url, '/jobs/b')).body['note'], 'half');
    assert.deepEqual((await ask(url, '/jobs/c')).body['problem'], { type: 'urn:isthmus:error:reports.make:no-month', title: 'w', status: 404, detail: 'There is no month 13.', code: 'no-month', fix: 'f' });
    assert.doesNotMatch((await ask(url, '/jobs/d')).text, /hunter2/);
  });

  test('DELETE cancels what is not finished', async () => {
    put('e', report.name);
    assert.equal((await ask(url, '/jobs/e', { method: 'DELETE' })).body['state'], 'cancelled');
    put('f', report.name, { state: 'succeeded' });
    assert.equal((await ask(url, '/jobs/f', { method: 'DELETE' })).status, 409);
  });

  test('unknown, gone and private jobs', async () => {
    put('g', hidden.name);
    put('h', audit.name, { caller: { subject: 'ada' } });
    assert.deepEqual((await Promise.all(['/jobs/nope', '/jobs/gone', '/jobs/g', '/jobs/h'].map((path) => ask(url, path)))).map((each) => each.status), [404, 410, 404, 401]);
    assert.equal((await ask(url, '/jobs/h', { headers: { authorization: 'Bearer ada' } })).status, 200);
    assert.equal((await ask(url, '/jobs/h', { method: 'DELETE' })).status, 401);
    assert.equal(jobs.get('h')?.state, 'queued');
  });

  test('a job is there for who submitted it only, unless its route says otherwise', async () => {
    const headers = { authorization: 'Bearer ada' };
    for (const [id, caller] of [['bobs', { subject: 'bob' }], ['other-tenant', { subject: 'ada', tenant: 't' }], ['nobodys', undefined]] as const) {
      put(id, audit.name, { caller });
      assert.equal((await ask(url, `/jobs/${id}`, { headers })).status, 404, id);
      assert.equal((await ask(url, `/jobs/${id}`, { method: 'DELETE', headers })).status, 404, id);
      assert.equal(jobs.get(id)?.state, 'queued');
      put(id, report.name, { caller });
      assert.equal((await ask(url, `/jobs/${id}`)).status, caller === undefined ? 200 : 404, 'by a route without callers');
      put(id, shared.name, { caller });
      assert.equal((await ask(url, `/jobs/${id}`, { headers })).status, 200, 'jobs: "all"');
    }
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { handle, integration, link, operation, party, service, streaming } from 'isthmus';
import { job } from 'isthmus/job';
import { memory } from 'isthmus/memory';
import { rest } from 'isthmus/rest';
import { z } from 'zod';
import { exportOpenApi } from '../../../src/export/openapi.ts';

const row = z.object({ id: z.int(), at: z.iso.datetime().optional() });
const live = operation('rows.live', { input: z.object({ from: z.int().optional() }), output: streaming(row), effect: 'read' });
const load = operation('rows.load', { input: streaming(z.object({ table: z.string(), chunk: z.base64() })), output: z.object({ rows: z.int() }), effect: 'write' });
const download = operation('rows.download', { input: z.object({ name: z.string() }), output: z.object({ file: z.string(), name: z.string().optional() }), effect: 'read' });
const get = operation('rows.get', { input: z.object({ id: z.int() }), output: row, effect: 'read' });
const build = operation('rows.build', { input: z.object({ size: z.int() }), output: z.object({ rows: z.int() }), effect: 'write' });

const rows = service('rows', [
  handle(live, async function* () {}), handle(load, () => ({ rows: 0 })), handle(download, () => ({ file: 'a' })), handle(get, ({ id }) => ({ id })), handle(build, () => ({ rows: 0 })),
]);
const app = integration({
  name: 'rows', engine: memory(), services: [rows], parties: [party('web', { kind: 'browser' })],
  links: [
    link({ from: 'web', to: rows, contract: live, via: rest({ method: 'GET', path: '/live', eventId: 'id', headers: { from: 'last-event-id' } }) }),
    link({ from: 'web', to: rows, contract: load, via: rest({ method: 'POST', path: '/tables/{table}', upload: 'chunk' }) }),
    link({ from: 'web', to: rows, contract: download, via: rest({ method: 'GET', path: '/files/{name}', respond: 'file', directory: '/tmp' }) }),
    link({ from: 'web', to: rows, contract: get, via: rest({ method: 'GET', path: '/rows/{id}', lastModified: 'at', deprecated: '2026-01-01', sunset: '2027-01-01' }), policies: { rateLimit: {} } }),
    link({ from: 'web', to: rows, contract: build, via: rest({ method: 'POST', path: '/rows', respond: 'job', authenticate: () => undefined, security: 'basic' }) }),
    link({ from: 'web', to: rows, contract: build, via: job() }),
  ],
});

type Node = { readonly [name: string]: Node };
const document = JSON.parse(JSON.stringify(exportOpenApi(app.map))) as Node;
const at = (...path: string[]): Node => path.reduce((node, name) => node[name] ?? {}, document);

describe('OpenAPI of everything that REST can do', () => {
  test('is valid by the schema of OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors));
    assert.equal(validator.version, '3.1');
    const broken = structuredClone(document) as Record<string, unknown>;
    delete broken['info'];
    assert.equal((await new Validator().validate(broken)).valid, false, 'the validator finds faults');
  });

  test('every operation has an id of its own', () => {
    const ids = Object.values(at('paths')).flatMap((methods) => Object.values(methods).map((each) => each['operationId'] as unknown));
    assert.deepEqual(ids.map(String).sort((a, b) => a.localeCompare(b)), ['jobs.cancel', 'jobs.get', 'rows.build', 'rows.download', 'rows.get', 'rows.live', 'rows.load']);
  });

  test('sequences are named by their media types, with the schema of a value', () => {
    const content = at('paths', '/live', 'get', 'responses', '200', 'content');
    assert.deepEqual(Object.keys(content), ['application/x-ndjson', 'text/event-stream']);
    assert.deepEqual(content['text/event-stream']?.['x-itemSchema'], { $ref: '#/components/schemas/rows.live.Output' });
    assert.ok(at('components', 'schemas', 'rows.live.Output', 'properties')['id'] !== undefined);
    const body = at('paths', '/tables/{table}', 'post', 'requestBody', 'content');
    assert.deepEqual(Object.keys(body), ['application/x-ndjson', 'application/octet-stream']);
    assert.deepEqual(Object.keys(body['application/x-ndjson']?.['x-itemSchema']?.['properties'] ?? {}), ['chunk']);
  });

  test('files have parts', () => {
    assert.deepEqual(Object.keys(at('paths', '/files/{name}', 'get', 'responses')), ['200', '206', '304', '400', '404', '412', '416', 'default']);
    const names = (at('paths', '/files/{name}', 'get')['parameters'] as unknown as ReadonlyArray<{ name: string }>).map(({ name }) => name); // a list in the document
    assert.deepEqual(names, ['name', 'if-none-match', 'if-modified-since', 'range', 'if-range']);
  });

  test('what goes is marked, and headers are told', () => {
    const route = at('paths', '/rows/{id}', 'get');
    assert.equal(route['deprecated'] as unknown, true);
    assert.deepEqual(Object.keys(route['responses']?.['200']?.['headers'] ?? {}), ['etag', 'last-modified', 'deprecation', 'sunset', 'ratelimit', 'ratelimit-policy']);
    assert.ok(route['responses']?.['429']?.['headers']?.['retry-after'] !== undefined);
  });

  test('a job that was accepted leads to its state', () => {
    const links = at('paths', '/rows', 'post', 'responses', '202', 'links');
    assert.deepEqual([links['job']?.['operationId'], links['job']?.['parameters']], ['jobs.get', { id: '$response.body#/id' }]);
    assert.deepEqual(at('components', 'securitySchemes'), { basic: { type: 'http', scheme: 'basic' } });
  });
});

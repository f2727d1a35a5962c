import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createHash } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import { exportOpenApi } from '../../../src/export/openapi.ts';
import { ask, makeApp } from './fixture.ts';

type Node = Record<string, unknown>;

/** Every value below a node with its path. */
function* walk(value: unknown, path = '#'): Generator<readonly [string, Node]> {
  if (typeof value !== 'object' || value === null) return;
  yield [path, value as Node];
  for (const [name, each] of Object.entries(value)) yield* walk(each, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}
const at = (root: unknown, pointer: string): unknown =>
  pointer.slice(2).split('/').reduce<unknown>((value, part) => (value as Node | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], root);

describe('OpenAPI', () => {
  const app = makeApp();
  let url = '';
  let document: Node = {};
  before(async () => {
    await app.start();
    url = (await app.url()) ?? '';
    document = (await ask(url, '/openapi.json')).body;
  });
  after(() => app.stop());

  test('describes every route', () => {
    const paths = document['paths'] as Record<string, Node>;
    const routes = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    assert.deepEqual(routes, ['get /flights', 'get /flights/{id}', 'get /broken/{how}', 'post /wait', 'post /echo', 'post /bookings', 'put /bookings/{id}', 'delete /bookings/{id}']);
    const put = at(document, '#/paths/~1bookings~1{id}/put') as { parameters: ReadonlyArray<{ name: string; in: string; required: boolean }>; security: unknown; requestBody: unknown };
    assert.deepEqual(put.parameters.map((each) => [each.name, each.in, each.required]), [['id', 'path', true], ['note', 'query', false], ['if-match', 'header', false]]);
    assert.deepEqual(put.security, [{ bearer: ['write'] }]);
    assert.deepEqual(at(put.requestBody, '#/content/application~1json/schema/properties'), { seat: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 } });
  });

  test('describes every answer', () => {
    const statuses = (pointer: string) => Object.keys(at(document, `#/paths/${pointer}/responses`) as Node);
    assert.deepEqual(statuses('~1flights~1{id}/get'), ['200', '304', '400', '404', '406', '412', 'default']);
    assert.deepEqual(statuses('~1bookings/post'), ['201', '400', '406', '409', '412', '413', '415', '422', 'default']);
    assert.deepEqual(statuses('~1bookings~1{id}/put'), ['200', '400', '401', '403', '406', '412', '413', '415', 'default']);
    assert.deepEqual(statuses('~1bookings~1{id}/delete'), ['204', '400', '412', '429', 'default']);
    assert.deepEqual(statuses('~1wait/post'), ['200', '400', '406', '412', '413', '415', '504', 'default']);
  });

  test('every reference leads somewhere', () => {
    for (const [path, node] of walk(document)) if (typeof node['$ref'] === 'string') assert.ok(at(document, node['$ref']) !== undefined, `${path}: ${node['$ref']}`);
  });

  test('every schema compiles, and examples fit theirs', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(document, 'document');
    let examples = 0;
    for (const [path, node] of walk(document)) {
      if (typeof node['schema'] !== 'object') continue;
      const validate = ajv.getSchema(`document${path.replaceAll('{', '%7B').replaceAll('}', '%7D')}/schema`);
      assert.ok(validate !== undefined, path);
      if (!Object.hasOwn(node, 'example')) continue;
      examples += 1;
      assert.ok(validate(node['example']), `${path}: ${JSON.stringify(validate.errors)}`);
    }
    assert.ok(examples > 8);
  });

  test('what the app answers fits what it describes', async () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(document, 'document');
    const problem = ajv.getSchema('document#/components/schemas/Problem');
    for (const path of ['/flights/none', '/flights?x=1', '/nowhere', '/broken/throw']) {
      const { body } = await ask(url, path);
      assert.ok(problem?.(body), JSON.stringify(problem?.errors));
    }
    const declared = ajv.getSchema('document#/paths/~1flights~1%7Bid%7D/get/responses/404/content/application~1problem+json/schema/anyOf/0');
    assert.ok(declared?.((await ask(url, '/flights/none')).body), JSON.stringify(declared?.errors));
    assert.equal(declared?.((await ask(url, '/nowhere')).body), false);
  });

  test('the exporter makes the same document from the map', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(exportOpenApi(app.map))), document);
  });

  test('is not sent again to whom has it', async () => {
    const etag = (await ask(url, '/openapi.json')).headers.get('etag') ?? '';
    assert.equal((await ask(url, '/openapi.json', { headers: { 'if-none-match': etag } })).status, 304);
  });

  test('the page allows its own style and script, and nothing from elsewhere', async () => {
    const { text, headers } = await ask(url, '/docs');
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    for (const tag of ['style', 'script']) {
      const inside = new RegExp(`<${tag}>([^]*)</${tag}>`).exec(text)?.[1] ?? '';
      assert.ok(inside.length > 1_000);
      assert.ok(policy.includes(`'sha256-${createHash('sha256').update(inside).digest('base64')}'`), tag);
    }
    assert.doesNotMatch(text, /https?:\/\/(?!www\.w3\.org)|style="|onclick=|innerHTML/);
  });
});

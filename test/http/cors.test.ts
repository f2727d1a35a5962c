import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { HttpEndpoint, HttpRequest } from '../../src/driver/endpoint.ts';
import { withCors } from '../../src/http/cors.ts';
import { httpFields } from '../../src/http/options.ts';
import type { Fault } from '../../src/kernel/options.ts';
import { readFields } from '../../src/kernel/options.ts';

const read = (cors: unknown) => {
  const faults: Fault[] = [];
  const options = readFields(httpFields, { cors }, 'http', faults)?.cors;
  return { options, faults };
};

const inner: HttpEndpoint = ({ method, path }) => {
  if (path !== '/a') return undefined;
  return method === 'OPTIONS' ? { status: 204, headers: { allow: 'GET, HEAD, OPTIONS' } } : { status: 200, headers: { vary: 'accept-encoding' }, body: 'a' };
};

function ask(cors: unknown, method: string, headers: Record<string, string>, path = '/a') {
  const { options } = read(cors);
  assert.ok(options !== undefined);
  return withCors(inner, options)({ method, path, headers } as unknown as HttpRequest); // only these are looked at
}

describe('CORS', () => {
  const shop = { origins: ['https://shop.example'], credentials: true, maxAge: '1h' };

  test('an allowed page reads the answer', () => {
    assert.deepEqual(ask({ ...shop, expose: ['etag'] }, 'GET', { origin: 'https://shop.example' }), {
      status: 200, body: 'a',
      headers: { vary: 'accept-encoding, origin', 'access-control-allow-origin': 'https://shop.example', 'access-control-allow-credentials': 'true', 'access-control-expose-headers': 'etag' },
    });
  });

  test('others, and requests of no page, get no permission, and caches learn that origins differ', () => {
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}] as Record<string, string>[])
      assert.deepEqual(ask(shop, 'GET', headers), { status: 200, headers: { vary: 'accept-encoding, origin' }, body: 'a' });
  });

  test('a preflight learns the methods of its route', () => {
    const answer = ask(shop, 'OPTIONS', { origin: 'https://shop.example', 'access-control-request-method': 'PUT' });
    assert.ok(answer !== undefined && !(answer instanceof Promise));
    assert.equal(answer.status, 204);
    assert.equal(answer.headers['access-control-allow-methods'], 'GET, HEAD, OPTIONS');
    assert.match(String(answer.headers['access-control-allow-headers']), /authorization, content-type/);
    assert.equal(answer.headers['access-control-max-age'], '3600');
    assert.equal(ask(shop, 'OPTIONS', { origin: 'https://shop.example', 'access-control-request-method': 'PUT' }, '/nowhere'), undefined);
  });

  test('every site may read, where no credentials go with it', () => {
    const answer = ask({ origins: ['*'] }, 'GET', { origin: 'https://any.example' });
    assert.ok(answer !== undefined && !(answer instanceof Promise));
    assert.deepEqual([answer.headers['access-control-allow-origin'], answer.headers['vary'], answer.headers['access-control-allow-credentials']], ['*', 'accept-encoding', undefined]);
  });

  test('refuses what would open the app by accident', () => {
    assert.match(read({ origins: ['*'], credentials: true }).faults[0]?.message ?? '', /every site act as its visitors/);
    assert.equal(read({}).faults[0]?.path, 'http.cors.origins');
    assert.equal(read({ origins: ['https://shop.example/'] }).faults[0]?.path, 'http.cors.origins[0]');
    assert.equal(read({ origins: ['https://a.example'], headers: ['a b'] }).faults[0]?.path, 'http.cors.headers[0]');
    assert.equal(read({ origin: 'https://a.example' }).faults[0]?.path, 'http.cors.origin');
  });
});

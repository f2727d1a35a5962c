import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';

import { parsePath } from '../../../src/synchronous/rest/routing/path.ts';
import type { Segment } from '../../../src/synchronous/rest/routing/path.ts';
import { Router } from '../../../src/synchronous/rest/routing/router.ts';

const segmentsOf = (path: string) => parsePath(path) as readonly Segment[];
const routerOf = (...routes: ReadonlyArray<readonly [method: string, path: string]>): Router<string> => {
  const router = new Router<string>();
  for (const [method, path] of routes) router.add(method, segmentsOf(path), `${method} ${path}`);
  return router;
};

/** What a router means, in the slowest way: each segment fits, a text before a parameter from left to right. */
function byHand(routes: readonly string[], path: string): string | undefined {
  const parts = path.split('/').slice(1);
  const fits = routes.filter((route) => {
    const segments = route.split('/').slice(1);
    return segments.length === parts.length && segments.every((segment, at) => (segment.startsWith('{') ? parts[at] !== '' : segment === parts[at]));
  });
  const rank = (route: string) => route.split('/').slice(1).map((segment) => (segment.startsWith('{') ? '1' : '0')).join('');
  return fits.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
}

describe('router', () => {
  test('a text goes before a parameter, and back again where it led nowhere', () => {
    const router = routerOf(['GET', '/a/b/c'], ['GET', '/a/{x}/d'], ['GET', '/{y}/b/e']);
    assert.equal(router.find('GET', '/a/b/c')?.route, 'GET /a/b/c');
    assert.deepEqual(router.find('GET', '/a/b/d'), { route: 'GET /a/{x}/d', parameters: ['b'] });
    assert.deepEqual(router.find('GET', '/a/b/e'), { route: 'GET /{y}/b/e', parameters: ['a'] });
    assert.equal(router.find('GET', '/a/b/f'), undefined);
  });

  test('a path of another method does not hide a parameter', () => {
    const router = routerOf(['POST', '/a/b'], ['GET', '/a/{x}']);
    assert.deepEqual(router.find('GET', '/a/b'), { route: 'GET /a/{x}', parameters: ['b'] });
    assert.equal(router.allowed('/a/b'), 'POST, OPTIONS');
  });

  test('slashes count', () => {
    const router = routerOf(['GET', '/'], ['GET', '/a/{x}']);
    assert.equal(router.find('GET', '/')?.route, 'GET /');
    for (const path of ['', '*', 'a/b', '//', '/a', '/a/', '/a//', '/a/b/', '//a/b']) assert.equal(router.find('GET', path), undefined, path);
  });

  test('encoded letters are the same letters', () => {
    assert.equal(routerOf(['GET', '/flights/x']).find('GET', '/fl%69ghts/x')?.route, 'GET /flights/x');
  });

  test('names of objects are names like others', () => {
    const router = routerOf(['GET', '/{x}']);
    for (const name of ['__proto__', 'constructor', 'toString']) assert.deepEqual(router.find('GET', `/${name}`)?.parameters, [name]);
    assert.equal(router.find('__proto__', '/a'), undefined);
  });

  test('finds what a search by hand finds', () => {
    const segment = fc.constantFrom('a', 'b', 'c', '{x}');
    const route = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.map((part, at) => (part === '{x}' ? `{x${at}}` : part)).join('/')}`);
    const path = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(fc.property(fc.uniqueArray(route, { minLength: 1, maxLength: 12 }), path, (routes, asked) => {
      const found = routerOf(...routes.map((each) => ['GET', each] as const)).find('GET', asked);
      const expected = byHand(routes, asked);
      assert.equal(found?.route, expected === undefined ? undefined : `GET ${expected}`);
    }), { numRuns: 2_000 });
  });
});

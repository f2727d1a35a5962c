import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import { start } from './fixture.ts';
import type { Answer } from './fixture.ts';

const code = ({ errors }: Answer): unknown => errors?.[0]?.extensions['code'];

test('bombs are refused before a handler runs', async (t) => {
  const { ask, calls } = await start(t);
  const aliases = Array.from({ length: 31 }, (_, at) => `a${at}: airport(iata: "ABC") { name }`).join(' ');
  assert.equal(code(await ask(`{ ${aliases} }`)), 'GRAPHQL_LIMIT_EXCEEDED');
  const doubling = Array.from({ length: 25 }, (_, at) => `fragment F${at} on Airport { ${at === 24 ? 'name' : `...F${at + 1} ...F${at + 1}`} }`).join(' ');
  assert.equal(code(await ask(`{ airport(iata: "ABC") { ...F0 } } ${doubling}`)), 'GRAPHQL_LIMIT_EXCEEDED');
  assert.equal(code(await ask('{ airport(iata: "ABC") { ...A } } fragment A on Airport { ...B } fragment B on Airport { ...A }')), 'GRAPHQL_DOCUMENT_INVALID');
  const deep = `{ airport(iata: "ABC") { departures { nodes { destination ${'{ departures { nodes { destination '.repeat(6)}{ name }${' } } }'.repeat(6)} } } } }`;
  assert.equal(code(await ask(deep)), 'GRAPHQL_LIMIT_EXCEEDED');
  assert.equal(code(await ask('{ airport(iata: "ABC") { departures(first: 100) { nodes { destination { departures(first: 100) { nodes { id delay } } } } } } }')), 'GRAPHQL_LIMIT_EXCEEDED');
  assert.equal(code(await ask(`{ ${'airport '.repeat(3_000)} }`)), 'GRAPHQL_DOCUMENT_INVALID');
  assert.equal(code(await ask(`{ ${'__typename '.repeat(101)} }`)), 'GRAPHQL_LIMIT_EXCEEDED');
  assert.deepEqual(calls, []);
});

test('what is too large or too deep to read is refused with its status', async (t) => {
  const { url, post } = await start(t);
  assert.equal((await post({ query: '{ __typename }', variables: { a: 'x'.repeat(300_000) } })).status, 413);
  const nested = `{"query":"{ __typename }","variables":{"a":${'['.repeat(100)}${']'.repeat(100)}}}`;
  assert.equal((await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: nested })).status, 400);
  assert.equal((await fetch(url, { method: 'PUT' })).status, 405);
});

test('introspection is off in production unless asked for', async (t) => {
  const { ask, url } = await start(t, { introspection: 'off' });
  assert.equal(code(await ask('{ __schema { queryType { name } } }')), 'GRAPHQL_DOCUMENT_INVALID');
  assert.notEqual((await fetch(`${url}?sdl`)).headers.get('content-type'), 'text/plain; charset=utf-8');
});

test('with trusted documents nothing else runs', async (t) => {
  const trusted = '{ airport(iata: "ABC") { name } }';
  const { ask, post } = await start(t, { trusted: [trusted] });
  assert.deepEqual(await ask(trusted), { data: { airport: { name: 'Alpha' } } });
  const hashed = await post({ extensions: { persistedQuery: { version: 1, sha256Hash: hash('sha256', trusted, 'hex') } } });
  assert.deepEqual(await hashed.json(), { data: { airport: { name: 'Alpha' } } });
  assert.equal(code(await ask('{ airport(iata: "XYZ") { name } }')), 'GRAPHQL_DOCUMENT_UNTRUSTED');
});

test('whatever is sent, the answer is JSON and never a fault of ours', async (t) => {
  const { post } = await start(t);
  const word = fc.constantFrom('{', '}', '(', ')', ':', '...', 'airport', 'name', 'iata', '"ABC"', '$v', 'query', 'mutation', 'fragment', 'on', 'Airport', 'departures', 'edges', 'node', 'first', '1', '@skip', '@include', 'if', 'true', '__typename', '\0', '🏃');
  const body = fc.record({ query: fc.oneof(fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')), fc.string()), variables: fc.option(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue())), operationName: fc.option(fc.oneof(fc.string(), fc.integer())) });
  await fc.assert(fc.asyncProperty(body, async (sent) => {
    const response = await post(sent);
    assert.ok(response.status < 500, String(response.status));
    const answer = (await response.json()) as Answer;
    assert.ok('data' in answer || (answer.errors?.length ?? 0) > 0);
    assert.equal(answer.errors?.some((error) => error.extensions['category'] === 'internal') ?? false, false);
  }), { numRuns: 300 });
});

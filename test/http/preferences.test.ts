import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';

import { httpDate, listsEtag } from '../../src/http/content/conditions.ts';
import { preferredEncoding, preferredType } from '../../src/http/content/preferences.ts';
import { rangeOf } from '../../src/http/content/range.ts';

describe('accept', () => {
  const offers = ['application/json', 'text/event-stream'];
  const cases: ReadonlyArray<readonly [header: string | undefined, chosen: string | undefined]> = [
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['', undefined],
    ['text/event-stream', 'text/event-stream'],
    ['text/*', 'text/event-stream'],
    ['*/*, text/event-stream', 'text/event-stream'],
    ['application/json;q=0.5, text/event-stream;q=0.4', 'application/json'],
    ['application/json;q=0.5, text/event-stream;q=0.6', 'text/event-stream'],
    ['application/json;q=0, */*', 'text/event-stream'],
    ['*/*;q=0', undefined],
    ['text/html, application/xml', undefined],
    ['APPLICATION/JSON ; charset=utf-8 ; Q=0.3', 'application/json'],
    ['application/json;q=2', undefined],
    ['application/json;q=0.1234', undefined],
  ];
  for (const [header, chosen] of cases) test(String(header), () => assert.equal(preferredType(header, offers), chosen));

  test('never chooses what quality 0 rules out, whatever the order', () => {
    const entry = fc.record({ type: fc.constantFrom('application/json', 'text/event-stream', 'text/*', '*/*', 'x/y'), quality: fc.constantFrom('0', '0.5', '1') });
    fc.assert(fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
      const chosen = preferredType(entries.map(({ type, quality }) => `${type};q=${quality}`).join(', '), offers);
      const own = entries.find(({ type }) => type === chosen);
      assert.ok(own?.quality !== '0');
      if (chosen !== undefined) assert.ok(entries.some(({ type, quality }) => quality !== '0' && (type === chosen || type.endsWith('*'))));
    }));
  });
});

describe('accept-encoding', () => {
  const offers = ['zstd', 'br', 'gzip'] as const;
  const cases: ReadonlyArray<readonly [header: string, chosen: string | undefined]> = [
    ['gzip, deflate, br, zstd', 'zstd'], ['gzip, br', 'br'], ['gzip;q=1, br;q=0.5', 'gzip'], ['br;q=0, *', 'zstd'], ['identity', undefined], ['', undefined],
    ['gzip;q=0.5, identity', undefined], ['gzip;q=0', undefined], ['*;q=0', undefined], ['deflate', undefined], ['GZIP', 'gzip'],
  ];
  for (const [header, chosen] of cases) test(header, () => assert.equal(preferredEncoding(header, offers), chosen));
});

test('ETags: strong ones equal strong ones; weak ones only when compared weakly', () => {
  assert.equal(listsEtag('"a", "b"', '"b"', true), true);
  assert.equal(listsEtag('W/"b"', '"b"', true), false);
  assert.equal(listsEtag('W/"b"', '"b"', false), true);
  assert.equal(listsEtag('"b"', 'W/"b"', true), false);
  assert.equal(listsEtag('"b"', 'W/"b"', false), true);
  assert.equal(listsEtag('*', '"b"', true), true);
  assert.equal(listsEtag('"a"', undefined, false), false);
});

test('dates of HTTP in all three forms, and nothing else', () => {
  const time = Date.UTC(1994, 10, 6, 8, 49, 37);
  for (const form of ['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994']) assert.equal(httpDate(form), time, form);
  for (const form of ['1994-11-06', 'yesterday', '', 'Sun, 06 Nov 1994 08:49:37 CET', '0']) assert.equal(httpDate(form), undefined, form);
});

describe('range', () => {
  const cases: ReadonlyArray<readonly [header: string, found: unknown]> = [
    ['bytes=0-9', { start: 0, end: 9 }], ['bytes=90-', { start: 90, end: 99 }], ['bytes=-5', { start: 95, end: 99 }], ['bytes=-500', { start: 0, end: 99 }],
    ['bytes=50-5000', { start: 50, end: 99 }], ['bytes=100-', 'none'], ['bytes=-0', 'none'], ['bytes=9-0', undefined], ['bytes=-', undefined],
    ['bytes=0-1,5-6', undefined], ['rows=0-1', undefined], ['bytes=a-b', undefined], ['bytes 0-9', undefined],
  ];
  for (const [header, found] of cases) test(header, () => assert.deepEqual(rangeOf(header, 100), found));
  test('lies within what there is', () => {
    fc.assert(fc.property(fc.nat(1_000), fc.option(fc.nat(2_000)), fc.option(fc.nat(2_000)), (size, first, last) => {
      const range = rangeOf(`bytes=${first ?? ''}-${last ?? ''}`, size);
      if (typeof range === 'object') assert.ok(range.start >= 0 && range.start <= range.end && range.end < size);
    }));
  });
});

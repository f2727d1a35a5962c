import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { declared } from '../../examples/departures/declared.ts';
import type { LockFile } from '../../src/kernel/lock.ts';
import { shop, shopText } from './maps.ts';
import { folder, isthmus } from './terminal.ts';

const changed = (input: object): string => JSON.stringify({ ...shop, contracts: shop.contracts.map((each) => (each.name === 'orders.place' ? { ...each, schemas: { ...each.schemas, input } } : each)) });
const withFields = (...names: readonly string[]): string => changed({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });

test('isthmus lock writes the file, and --check fails only where the contracts moved on', async () => {
  using directory = folder({ 'shop.json': withFields('a', 'b') });
  const at = { directory: directory.path };
  const file = join(directory.path, 'isthmus.lock.json');
  assert.equal((await isthmus(['lock', 'shop.json', '--check'], at)).code, 1);
  assert.ok(!existsSync(file), '--check writes nothing');
  assert.equal((await isthmus(['lock', 'shop.json'], at)).code, 0);
  assert.equal((await isthmus(['lock', 'shop.json', '--check'], at)).code, 0);
  writeFileSync(join(directory.path, 'shop.json'), withFields('c', 'b'));
  assert.equal((await isthmus(['lock', 'shop.json', '--check'], at)).code, 1);
  assert.deepEqual(JSON.parse((await isthmus(['lock', 'shop.json', '--json'], at)).out).state, 'written');
  const place = (JSON.parse(readFileSync(file, 'utf8')) as LockFile).contracts['orders.place@1'];
  assert.deepEqual(place?.fields, { '/input/properties/b': 2, '/input/properties/c': 3 });
  assert.deepEqual(place?.reserved, { '/input/properties': { names: ['a'], numbers: [1] } });
  writeFileSync(join(directory.path, 'shop.json'), withFields('a'));
  const again = await isthmus(['lock', 'shop.json'], at);
  assert.equal(again.code, 3);
  assert.match(again.err, /FIELD_NAME_RESERVED/);
});

test('isthmus diff tells safe changes from breaking ones, against the lock file, a map or nothing', async () => {
  using directory = folder({ 'shop.json': shopText, 'wider.json': withFields('note') });
  const at = { directory: directory.path };
  const missing = await isthmus(['diff', 'shop.json'], at);
  assert.equal(missing.code, 3);
  assert.match(missing.err, /LOCK_FILE_MISSING/);
  await isthmus(['lock', 'shop.json'], at);
  assert.deepEqual([(await isthmus(['diff', 'shop.json'], at)).out, (await isthmus(['diff', 'shop.json'], at)).code], ['Nothing changed.\n', 0]);
  const safe = await isthmus(['diff', 'wider.json'], at);
  assert.equal(safe.code, 0);
  assert.match(safe.out, /✔ safe: \/input\/properties\/note "note" is new and optional \[property-added\]/);
  const breaking = await isthmus(['diff', 'shop.json', '--against', 'wider.json', '--json'], at);
  const told = JSON.parse(breaking.out) as { readonly breaking: number; readonly changes: ReadonlyArray<{ readonly rule: string; readonly fix: string }> };
  assert.deepEqual([breaking.code, told.breaking, told.changes.map(({ rule }) => rule)], [1, 1, ['property-removed']]);
  const named = await isthmus(['diff', 'wider.json', '--against', 'isthmus.lock.json', '--json'], at);
  assert.equal(JSON.parse(named.out).safe, 1);
});

test('isthmus export writes each document to standard output', async () => {
  using directory = folder({ 'shop.json': JSON.stringify(declared().map) });
  const at = { directory: directory.path };
  const documents = await Promise.all(['openapi', 'asyncapi', 'jsonschema'].map(async (kind) => JSON.parse((await isthmus(['export', kind, 'shop.json'], at)).out) as Readonly<Record<string, unknown>>));
  assert.deepEqual(documents.map((each) => each['openapi'] ?? each['asyncapi'] ?? each['$schema']), ['3.1.1', '3.0.0', 'https://json-schema.org/draft/2020-12/schema']);
  const { out } = await isthmus(['export', 'typescript', 'shop.json'], at);
  assert.match(out, /export interface Operations \{/);
  assert.equal(JSON.parse((await isthmus(['export', 'typescript', 'shop.json', '--json'], at)).out), out);
});

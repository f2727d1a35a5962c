import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Parser } from '@asyncapi/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import { declared } from '../../examples/departures/declared.ts';
import { exportAsyncApi } from '../../src/export/asyncapi.ts';
import { exportJsonSchema } from '../../src/export/json-schema.ts';
import { typeText } from '../../src/export/typescript/type-text.ts';
import { exportTypeScript } from '../../src/export/typescript/typescript.ts';

const { map } = declared();
/** Severities of the parser count from 0, the worst. */
const isError = ({ severity }: { readonly severity: number }): boolean => severity === 0;
const text = (schema: object): string => typeText(schema as Readonly<Record<string, unknown>>, (reference) => reference.split('/').at(-1) ?? '', '').replaceAll(/\s+/g, ' ');

describe('AsyncAPI', () => {
  const document = exportAsyncApi(map);
  test('the document of Departures is one that the parser of the project accepts', async () => {
    const { document: parsed, diagnostics } = await new Parser().parse(JSON.stringify(document));
    assert.deepEqual(diagnostics.filter(isError).map(({ message, path }) => `${path.join('/')}: ${message}`), []);
    assert.ok(parsed !== undefined);
    assert.equal(parsed.messages().length, new Set(map.contracts.filter(({ kind }) => kind === 'event').map(({ name }) => name)).size);
  });
  test('every event of the map is in a channel, and services say what they do with it', () => {
    const links = map.links.filter(({ method, contract }) => ['queue', 'stream', 'webhook'].includes(method) && map.contracts.some(({ kind, name, version }) => kind === 'event' && contract === `${name}@${version}`));
    assert.ok(links.length > 3);
    const operations = Object.keys(document.operations);
    for (const { name, to } of links) for (const party of to) assert.ok(operations.some((each) => each.startsWith(`${party}.receive.`) && each.endsWith(name.replaceAll(/[^A-Za-z0-9._-]/g, '_'))), `${party} receives ${name}`);
  });
  test('a document with a fault is told by the same parser', async () => {
    const { diagnostics } = await new Parser().parse(JSON.stringify({ ...document, channels: {} }));
    assert.ok(diagnostics.some(isError));
  });
});

describe('JSON Schema', () => {
  test('each schema compiles on its own and takes what the contract takes', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const document = exportJsonSchema(map);
    ajv.addSchema(document, 'all');
    for (const id of Object.keys(document['$defs'] as object)) assert.ok(ajv.compile({ $ref: (document['$defs'] as Record<string, { $id: string }>)[id]?.$id ?? '' }), id);
    const booking = ajv.compile({ $ref: 'urn:isthmus:schema:departures:bookings.get:1:input' });
    assert.deepEqual([booking({ id: 'a' }), booking({ id: '' }), booking({})], [true, false, false]);
  });
});

describe('TypeScript', () => {
  test('the types of Departures compile by themselves and refuse what does not fit', () => {
    const directory = mkdtempSync(join(tmpdir(), 'export-'));
    try {
      writeFileSync(join(directory, 'types.ts'), exportTypeScript(map));
      writeFileSync(join(directory, 'use.ts'), [
        'import type { Operations } from "./types.ts";',
        'export const good: Operations["bookings.get"]["input"] = { id: "a" };',
        '// @ts-expect-error -- a number is no text',
        'export const bad: Operations["bookings.get"]["input"] = { id: 1 };',
        '// @ts-expect-error -- id is missing',
        'export const missing: Operations["bookings.get"]["input"] = {};',
        'export const data: Operations["bookings.create"]["errors"]["sold-out"] = { flight: "a", seats: 1 };',
      ].join('\n'));
      const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
      execFileSync(process.execPath, [compiler, '--noEmit', '--strict', '--skipLibCheck', '--types', '', '--allowImportingTsExtensions', '--module', 'nodenext', '--target', 'es2024', join(directory, 'use.ts')], { stdio: 'pipe', cwd: directory });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
  test('each kind of schema has its type', () => {
    assert.equal(text({ type: 'object', properties: { a: { type: 'string' }, 'b-c': { type: ['integer', 'null'] } }, required: ['a'] }), '{ readonly a: string; readonly "b-c"?: number | null; }');
    assert.equal(text({ type: 'array', items: { anyOf: [{ const: 'a' }, { $ref: '#/$defs/Seat' }] } }), 'ReadonlyArray<"a" | Seat>');
    assert.equal(text({ type: 'array', prefixItems: [{ type: 'boolean' }], items: false }), 'readonly [boolean]');
    assert.equal(text({ type: 'object', additionalProperties: { enum: [1, null] } }), 'Readonly<Record<string, 1 | null>>');
    assert.equal(text({ allOf: [{ type: 'string' }, {}] }), '(string) & (unknown)');
    assert.equal(text({ type: 'object', properties: { a: { description: 'Ends */ here' } } }), '{ /** Ends * / here */ readonly a?: unknown; }');
  });
});

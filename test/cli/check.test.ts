import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { root } from '../../tools/shell.ts';
import { shopText } from './maps.ts';
import { folder, isthmus } from './terminal.ts';

const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } };
const level = { enum: ['none', 'note', 'warning', 'error'] };
const location = {
  type: 'object',
  properties: {
    physicalLocation: {
      type: 'object', required: ['artifactLocation', 'region'],
      properties: { artifactLocation: { type: 'object', properties: { uri: { type: 'string', format: 'uri-reference' } }, required: ['uri'] }, region: { type: 'object', properties: { startLine: { type: 'integer', minimum: 1 } }, required: ['startLine'] } },
    },
    logicalLocations: { type: 'array', items: { type: 'object', properties: { fullyQualifiedName: { type: 'string' }, kind: { type: 'string' } }, additionalProperties: false } },
  },
  additionalProperties: false,
};
/** What https://docs.oasis-open.org/sarif/sarif/v2.1.0 asks of the parts that are written. */
const sarifSchema = {
  type: 'object', required: ['version', 'runs'], additionalProperties: false,
  properties: {
    $schema: { type: 'string' }, version: { const: '2.1.0' },
    runs: {
      type: 'array', minItems: 1,
      items: {
        type: 'object', required: ['tool', 'results'], additionalProperties: false,
        properties: {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          tool: {
            type: 'object', required: ['driver'], additionalProperties: false,
            properties: {
              driver: {
                type: 'object', required: ['name'], additionalProperties: false,
                properties: {
                  name: { type: 'string' }, semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
                  rules: { type: 'array', uniqueItems: true, items: { type: 'object', required: ['id'], additionalProperties: false, properties: { id: { type: 'string' }, shortDescription: text, helpUri: { type: 'string' }, help: text, defaultConfiguration: { type: 'object', properties: { level } } } } },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object', required: ['message'], additionalProperties: false,
              properties: {
                ruleId: { type: 'string' }, ruleIndex: { type: 'integer', minimum: 0 }, level, message: text, locations: { type: 'array', items: location },
                partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } }, properties: { type: 'object' },
                suppressions: { type: 'array', items: { type: 'object', required: ['kind'], additionalProperties: false, properties: { kind: { enum: ['inSource', 'external'] }, justification: { type: 'string' } } } },
              },
            },
          },
        },
      },
    },
  },
};

interface Sarif {
  readonly runs: ReadonlyArray<{
    readonly tool: { readonly driver: { readonly rules: ReadonlyArray<{ readonly id: string }> } };
    readonly results: ReadonlyArray<{ readonly ruleId: string; readonly ruleIndex: number; readonly suppressions?: readonly unknown[]; readonly locations: ReadonlyArray<{ readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: { readonly startLine: number } }; readonly logicalLocations?: ReadonlyArray<{ readonly fullyQualifiedName: string }> }> }>;
  }>;
}

test('SARIF is as the standard asks, its rules are found by their index, and accepted findings are suppressed', async () => {
  using directory = folder({ 'shop.json': shopText });
  const { out } = await isthmus(['check', 'shop.json', '--sarif'], { directory: directory.path });
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(sarifSchema);
  assert.ok(validate(JSON.parse(out)), JSON.stringify(validate.errors));
  const [run] = (JSON.parse(out) as Sarif).runs;
  assert.ok(run !== undefined && run.results.length > 1);
  for (const { ruleId, ruleIndex } of run.results) assert.equal(run.tool.driver.rules[ruleIndex]?.id, ruleId);
  assert.deepEqual(run.results.filter(({ suppressions }) => suppressions !== undefined).map(({ ruleId }) => ruleId), ['L03']);
});

test('SARIF points to the line where a link is declared, in whichever file that is', async () => {
  const { out } = await isthmus(['check', 'examples/departures/wrong.ts', '--sarif']);
  const results = (JSON.parse(out) as Sarif).runs[0]?.results ?? [];
  assert.ok(results.length >= 12);
  let placed = 0;
  for (const { locations } of results) {
    const [place] = locations;
    const { uri = '' } = place?.physicalLocation.artifactLocation ?? {};
    const line = readFileSync(join(root, uri), 'utf8').split('\n')[(place?.physicalLocation.region.startLine ?? 0) - 1] ?? '';
    if (/\blink\(/.test(line)) placed += 1;
  }
  assert.ok(placed >= results.length - 2, `${placed} of ${results.length} are placed`);
});

test('the level from which findings fail is chosen; accepted ones never do and are listed on demand', async () => {
  using directory = folder({ 'shop.json': shopText });
  const outcome = (...args: string[]) => isthmus(['check', 'shop.json', ...args], { directory: directory.path });
  assert.equal((await outcome()).code, 1);
  assert.equal((await outcome('--fail-on', 'never')).code, 0);
  assert.match((await outcome()).out, /1 accepted \(--all lists them\)/);
  assert.doesNotMatch((await outcome()).out, /L03/);
  assert.match((await outcome('--all')).out, /accepted L03[\s\S]*ten minutes/);
});

test('limits of a provider are replaced by those of a file, and wrong ones are refused', async () => {
  const own = { 'aws-alb': { group: 'edge', timeout: '20m', source: 'https://example.com/limits', date: '2026-11-01' } };
  using directory = folder({ 'shop.json': shopText, 'limits.json': JSON.stringify(own), 'wrong.json': '{"aws-alb":{"timeuot":1}}' });
  const outcome = (...args: string[]) => isthmus(['check', 'shop.json', '--all', ...args], { directory: directory.path });
  assert.match((await outcome()).out, /accepted L03/);
  assert.doesNotMatch((await outcome('--limits', 'limits.json')).out, /accepted L03/);
  const { code, err } = await outcome('--limits', 'wrong.json');
  assert.deepEqual([code, /timeuot/.test(err)], [3, true]);
  assert.equal((await outcome('--limits', 'absent.json')).code, 2);
});

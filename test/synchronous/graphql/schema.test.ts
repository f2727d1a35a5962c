import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IsthmusError, operation } from 'isthmus';
import { graphql, graphqlSdl, relation } from 'isthmus/graphql';
import type { Schema } from '../../../src/kernel/schema.ts';
import { z } from 'zod';

const sdl = (output: Schema, input: Schema = z.object({})) => graphqlSdl([{ contract: operation('things.get', { input, output, effect: 'read' }), via: graphql({ field: 'thing' }) }]);

test('each kind of JSON Schema becomes the type that docs/graphql.md names', async () => {
  const Tree = z.object({ name: z.string(), get children() { return z.array(Tree); } }).meta({ title: 'Tree' });
  const text = await sdl(z.object({
    id: z.string(), small: z.int().min(0).max(100), large: z.int(), real: z.number(), yes: z.boolean(), day: z.iso.date(), at: z.iso.datetime(), map: z.record(z.string(), z.number()),
    pair: z.tuple([z.string(), z.number()]), maybe: z.string().nullable(), absent: z.string().optional(), odd: z.enum(['on-time', '2nd', 'null']), clash: z.enum(['a-b', 'a_b']), tree: Tree, 'odd-name': z.string(),
    shape: z.discriminatedUnion('kind', [z.object({ kind: z.literal('circle'), radius: z.number() }), z.object({ kind: z.literal('square'), side: z.number() })]), either: z.union([z.string(), z.number()]),
  }).meta({ title: 'Thing' }));
  for (const line of ['id: ID!', 'small: Int!', 'large: Long!', 'real: Float!', 'yes: Boolean!', 'day: Date!', 'at: DateTime!', 'map: JSON!', 'pair: JSON!', 'maybe: String', 'absent: String', 'odd: ThingOdd!', 'clash: String!', 'tree: Tree!', 'odd_name: String!', 'either: JSON!', 'children: [Tree!]!'])
    assert.ok(text.split('\n').includes(`  ${line}`), `${line}\n${text}`);
  assert.match(text, /enum ThingOdd \{\n {2}"""\s*"on-time"\s*"""\n {2}on_time/);
  assert.match(text, /union ThingShape = ThingShapeCircle \| ThingShapeSquare/);
});

test('inputs are arguments: optional where there is a default, objects as input types', async () => {
  const text = await sdl(z.boolean(), z.object({ id: z.string(), limit: z.int().min(1).max(10).default(5), where: z.object({ name: z.string().optional() }) }));
  assert.match(text, /thing\(id: ID!, limit: Int, where: ThingsGetInputWhereInput!\): Boolean/);
});

test('two different schemas of one name, and relations from nowhere, are refused with what to change', async () => {
  const A = z.object({ a: z.string() }).meta({ title: 'Same' });
  const B = z.object({ b: z.string() }).meta({ title: 'Same' });
  await assert.rejects(sdl(z.object({ a: A, b: B })), (error: unknown) => error instanceof IsthmusError && error.code === 'GRAPHQL_SCHEMA_INVALID' && error.what.includes('"Same"'));
  const contract = operation('things.get', { input: z.object({ id: z.string() }), output: A, effect: 'read' });
  await assert.rejects(graphqlSdl([{ contract, via: graphql({ relations: [relation({ type: 'Nobody', field: 'thing', input: { id: 'thing' } })] }) }]), { code: 'GRAPHQL_SCHEMA_INVALID' });
  await assert.rejects(graphqlSdl([{ contract, via: graphql({ relations: [relation({ type: 'Same', field: 'thing', input: { id: 'nothing' } })] }) }]), { code: 'GRAPHQL_SCHEMA_INVALID' });
  assert.throws(() => relation({ type: 'Same', field: 'thing', input: { id: 'a' }, many: true }), { code: 'OPTION_INVALID' });
});

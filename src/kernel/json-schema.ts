import { itemSchema } from './contract.ts';
import type { Contract } from './contract.ts';
import { kernelErrors } from './errors.ts';
import { canonicalJson } from './json.ts';
import type { JsonSchema, Schema } from './schema.ts';

/** A part of a contract that has a schema. */
export type ContractPart = 'input' | 'output' | 'data' | 'row';

const target = 'draft-2020-12';
const made = new WeakMap<Schema, WireForms>();

/** Both sides of one schema. */
export interface WireForms {
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

/** The parts of a contract with their schemas, streaming or not. */
export function partsOf(contract: Contract): ReadonlyArray<readonly [ContractPart, Schema]> {
  if (contract.kind === 'operation') return [['input', itemSchema(contract.input)], ['output', itemSchema(contract.output)]];
  return contract.kind === 'event' ? [['data', contract.data]] : [['row', contract.row]];
}

/** The schema of one part. Throws `CONTRACT_INVALID` where the contract has no such part. */
export function partOf(contract: Contract, part: ContractPart): Schema {
  const found = partsOf(contract).find(([name]) => name === part);
  if (found === undefined) throw kernelErrors.CONTRACT_INVALID(`"${contract.name}" is of the kind ${contract.kind} and has no ${part}.`);
  return found[1];
}

/** The JSON Schema of a part, as it is on the wire. Throws `SCHEMA_UNUSABLE`. Made once per schema. */
export function jsonSchemaOf(contract: Contract, part: ContractPart): JsonSchema {
  const both = bothForms(contract, part);
  return part === 'output' ? both.output : both.input;
}

/** Refuses schemas that have no JSON form, or whose two sides differ in more than defaults. Throws `SCHEMA_UNUSABLE`. */
export function requireWireForm(contract: Contract, part: ContractPart): void {
  const { input, output } = bothForms(contract, part);
  const place = firstDifference(comparable(input), comparable(output), '');
  if (place !== undefined) throw unusable(contract, part, `what is given and what is received differ at ${place === '' ? 'the top' : place} (a transformation can't travel)`);
}

function bothForms(contract: Contract, part: ContractPart): WireForms {
  try {
    return wireForms(partOf(contract, part));
  } catch (error) {
    throw unusable(contract, part, error instanceof Error ? error.message : 'it has no JSON Schema', error);
  }
}

/** JSON Schema of what is given to a schema and of what it gives. Throws where it has none. Made once per schema. */
export function wireForms(schema: Schema): WireForms {
  const known = made.get(schema);
  if (known !== undefined) return known;
  const source = schema['~standard'].jsonSchema;
  if (source === undefined) throw new TypeError(`its validator (${schema['~standard'].vendor}) gives no JSON Schema`);
  const both = { input: plain(source.input({ target })), output: plain(source.output({ target })) };
  made.set(schema, both);
  return both;
}

const plain = (schema: Record<string, unknown>): JsonSchema => {
  const { $schema: _dialect, '~standard': _validator, ...rest } = schema;
  return JSON.parse(JSON.stringify(rest)) as JsonSchema;
};

function unusable(contract: Contract, part: ContractPart, how: string, cause?: unknown): Error {
  return kernelErrors.SCHEMA_UNUSABLE({ what: `The ${part} of "${contract.name}" can't travel as JSON: ${how}.`, details: { contract: contract.name, part }, cause });
}

/** Defaults make a property optional on one side, and closedness is written on one side only: neither is a difference on the wire. */
function comparable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(comparable);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([name, value]) => !(name === 'required' && Array.isArray(value)) && name !== 'default' && !(name === 'additionalProperties' && value === false));
  return Object.fromEntries(kept.map(([name, value]) => [name, comparable(value)]));
}

function firstDifference(a: unknown, b: unknown, path: string): string | undefined {
  if (canonicalJson(a) === canonicalJson(b)) return undefined;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return path;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  for (const name of names) {
    const found = firstDifference((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name], `${path}/${name}`);
    if (found !== undefined) return found;
  }
  return path;
}

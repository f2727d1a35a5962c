import { canonicalJson } from '../../kernel/json.ts';
import { lockVersion } from '../../kernel/lock.ts';
import type { LockedContract, LockFile } from '../../kernel/lock.ts';
import type { IntegrationMap, MapContract } from '../../kernel/map.ts';
import type { JsonSchema } from '../../kernel/schema.ts';
import { numbered } from './numbers.ts';
import { ownersOf, typesOf } from './places.ts';

/** The lock of an app that has none yet. */
export const emptyLock: LockFile = { isthmus: lockVersion, contracts: {} };

/** The lock of a map after `before`: what was numbered keeps its number, what is gone stays reserved. Throws `FIELD_NAME_RESERVED`. */
export function lockOf({ contracts }: Pick<IntegrationMap, 'contracts'>, before: LockFile = emptyLock): LockFile {
  const now = contracts.map((each) => [idOf(each), locked(each, before.contracts[idOf(each)])] as const);
  const present = new Set(now.map(([id]) => id));
  const gone = Object.entries(before.contracts).filter(([id]) => !present.has(id)).map(([id, each]) => [id, { ...each, removed: true as const }] as const);
  return { isthmus: lockVersion, contracts: Object.fromEntries([...now, ...gone].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The text of a lock file: sorted, so that versions compare line by line. */
export function lockText(lock: LockFile): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(lock)), undefined, 2)}\n`;
}

const idOf = ({ name, version }: MapContract): string => `${name}@${version}`;

function locked(contract: MapContract, before: LockedContract | undefined): LockedContract {
  const { kind, effect, idempotent, shape, key, errors } = contract;
  const schemas = withErrorData(contract);
  const owners = Object.entries(schemas).flatMap(([part, schema]) => ownersOf(schema, `/${part}`));
  const types = Object.assign({}, ...Object.entries(schemas).map(([part, schema]) => typesOf(schema, `/${part}`))) as LockedContract['types'];
  return {
    kind, schemas: contract.schemas,
    ...(effect === undefined ? {} : { effect }), ...(idempotent === undefined ? {} : { idempotent }), ...(shape === undefined ? {} : { shape }), ...(key === undefined ? {} : { key }),
    ...(errors === undefined ? {} : { errors: Object.fromEntries(Object.entries(errors).map(([code, { category, schema }]) => [code, schema === undefined ? { category } : { category, schema }])) }),
    ...numbered(idOf(contract), owners, before ?? { fields: {}, reserved: {} }), types,
  };
}

/** The schemas of a contract, those of its errors' data included (`errors/sold-out`). */
function withErrorData({ schemas, errors = {} }: MapContract): Readonly<Record<string, JsonSchema>> {
  const data = Object.entries(errors).flatMap(([code, { schema }]) => (schema === undefined ? [] : [[`errors/${code}`, schema] as const]));
  return { ...schemas, ...Object.fromEntries(data) };
}

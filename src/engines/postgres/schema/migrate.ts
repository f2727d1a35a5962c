import { postgresErrors } from '../errors.ts';
import type { Connection } from '../connect.ts';
import { commitFunction, sendFunction } from './commit-function.ts';
import { laneFunctions } from './lane-functions.ts';
import { tables } from './tables.ts';

/** Each brings the schema from the version before it to its own; never changed once published. */
const migrations: readonly ((schema: string) => string)[] = [
  (schema) => [tables(schema), sendFunction(schema), commitFunction(schema), laneFunctions(schema)].join('\n'),
];

/** Any number that others are unlikely to lock. */
const lockClass = 1_769_174_132;

/** Brings the schema to the version of this package, one process at a time. Throws `POSTGRES_SCHEMA_NEWER`. */
export async function migrate(connection: Connection, schema: string): Promise<void> {
  await connection.query('begin');
  try {
    await connection.query('select pg_advisory_xact_lock($1::int, hashtext($2))', [lockClass, schema]);
    await bring(connection, schema);
    await connection.query('commit');
  } catch (error) {
    await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function bring(connection: Connection, schema: string): Promise<void> {
  const version = await versionOf(connection, schema);
  if (version > migrations.length) {
    throw postgresErrors.POSTGRES_SCHEMA_NEWER({ what: `The schema "${schema}" has version ${version}; this package knows ${migrations.length}.`, details: { schema, version, known: migrations.length } });
  }
  if (version === migrations.length) return;
  if (version === 0) await connection.query(`create schema if not exists ${schema}; create table ${schema}.version (version int not null); insert into ${schema}.version values (0)`);
  for (const migration of migrations.slice(version)) await connection.query(migration(schema));
  await connection.query(`update ${schema}.version set version = $1`, [migrations.length]);
}

async function versionOf(connection: Connection, schema: string): Promise<number> {
  const { rows: [found] } = await connection.query('select to_regclass($1) is not null as there', [`${schema}.version`]);
  if (found?.['there'] !== true) return 0;
  const { rows: [row] } = await connection.query(`select version from ${schema}.version`);
  return Number(row?.['version']);
}

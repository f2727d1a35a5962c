import type { StateEntry, StateRange, StateStore } from '../../driver/state-store.ts';
import type { Connection, Row } from './connect.ts';
import { faultOf } from './faults.ts';

/** The ordered key-value store. Keys are bytes, so that their order is that of UTF-8 whatever the database sorts by. */
export class PostgresState implements StateStore {
  private readonly connection: Connection;
  private readonly schema: string;
  private readonly usable: () => void;

  constructor(connection: Connection, schema: string, usable: () => void) {
    this.connection = connection;
    this.schema = schema;
    this.usable = usable;
  }

  async get(collection: string, key: string): Promise<StateEntry | undefined> {
    const [row] = await this.rows('select key, value, revision, expires', 'and key = $2', '', [Buffer.from(collection), Buffer.from(key)]);
    return row && entryOf(row);
  }

  async scan(collection: string, { prefix, after, limit, reverse }: StateRange): Promise<readonly StateEntry[]> {
    const order = reverse === true ? 'desc' : 'asc';
    const values = [Buffer.from(collection), Buffer.from(prefix ?? ''), after === undefined ? null : Buffer.from(after), upperBound(prefix), limit];
    const where = 'and key >= $2 and ($3::bytea is null or key > $3) and ($4::bytea is null or key < $4)';
    const rows = await this.rows('select key, value, revision, expires', where, `order by key ${order} limit $5`, values);
    return rows.map(entryOf);
  }

  async count(collection: string, prefix?: string): Promise<number> {
    const [row] = await this.rows('select count(*)', 'and key >= $2 and ($3::bytea is null or key < $3)', '', [Buffer.from(collection), Buffer.from(prefix ?? ''), upperBound(prefix)]);
    return Number(row?.['count']);
  }

  private async rows(select: string, where: string, rest: string, values: readonly unknown[]): Promise<readonly Row[]> {
    this.usable();
    const text = `${select} from ${this.schema}.state where collection = $1 ${where} and (expires is null or expires > ${this.schema}.now_ms()) ${rest}`;
    return (await this.connection.query(text, values).catch((error: unknown) => { throw faultOf(error); })).rows;
  }
}

/** The least bytes that no text with this prefix reaches: UTF-8 has no byte 0xff. */
const upperBound = (prefix: string | undefined): Buffer | null => (prefix === undefined || prefix === '' ? null : Buffer.concat([Buffer.from(prefix), Buffer.from([0xff])]));

const entryOf = (row: Row): StateEntry => ({
  key: (row['key'] as Buffer).toString(),
  value: row['value'] as Buffer,
  revision: Number(row['revision']),
  expiresAt: row['expires'] === null ? undefined : Number(row['expires']),
});

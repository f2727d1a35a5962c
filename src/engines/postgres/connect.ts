import { postgresErrors } from './errors.ts';

/** A row as `pg` gives it: whole numbers of 64 bits arrive as text. */
export type Row = Readonly<Record<string, unknown>>;
export interface Statement {
  /** Prepared under this name, once for each connection. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What the engine uses of `pg`'s Client and Pool. */
export interface Connection {
  query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly Row[] }>;
  query(statement: Statement): Promise<{ readonly rows: readonly Row[] }>;
  end(): Promise<void>;
}
export interface Client extends Connection {
  connect(): Promise<unknown>;
  on(event: 'error' | 'end', listener: (error?: Error) => void): unknown;
  on(event: 'notification', listener: (notification: { readonly payload?: string }) => void): unknown;
}

/** Makes connections to one server. */
export interface Connector {
  client(): Promise<Client>;
  pool(maximum: number): Connection;
}

const connectTimeout = 5_000;

/** Loads `pg`. Throws `POSTGRES_LIBRARY_MISSING`. */
export async function connector(url: string): Promise<Connector> {
  const { default: pg } = await import('pg').catch((cause: unknown) => {
    throw postgresErrors.POSTGRES_LIBRARY_MISSING({ what: 'The package "pg" can\'t be loaded, and postgres() needs it.', cause });
  });
  const common = { connectionString: url, connectionTimeoutMillis: connectTimeout, keepAlive: true, application_name: 'isthmus' };
  return {
    client: async () => {
      // The interface above is a part of what a client has; its overloads are more than the compiler compares.
      const client = new pg.Client(common) as unknown as Client;
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    pool: (maximum) => {
      const pool = new pg.Pool({ ...common, max: maximum });
      pool.on('error', () => undefined);
      // As above.
      return pool as unknown as Connection;
    },
  };
}

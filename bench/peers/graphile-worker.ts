import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import type { Runner, WorkerUtils } from 'graphile-worker';
import { Pool } from 'pg';
import type { Booking } from '../harness/payload.ts';
import { offerQueue } from '../harness/queue-work.ts';
import { serverUrl } from './environment.ts';

const schema = 'bench_graphile';
const pgPool = new Pool({ connectionString: serverUrl('POSTGRES'), max: 20 });
const logger = new Logger(() => (level, message) => {
  if (level === 'error') console.error(message);
});
let utils: WorkerUtils | undefined;
let runner: Runner | undefined;

const opened = (): WorkerUtils => {
  if (utils === undefined) throw new Error('not open');
  return utils;
};

offerQueue({
  bulk: { batch: 1_000, parallel: 2 },
  async open() {
    await pgPool.query(`drop schema if exists ${schema} cascade`);
    utils = await makeWorkerUtils({ pgPool, schema, logger });
    await utils.migrate();
  },
  send: (message) => opened().addJob('booking', message),
  sendMany: (messages) => opened().addJobs(messages.map((payload) => ({ identifier: 'booking', payload }))),
  async consume(handler) {
    // As its guide to performance asks for: jobs fetched ahead, completions in batches.
    const worker = { concurrentJobs: 24, pollInterval: 500, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0, schema };
    runner = await run({ pgPool, logger, noHandleSignals: true, preset: { worker }, schema, taskList: { booking: (payload) => handler(payload as Booking) } });
  },
  async close() {
    await runner?.stop();
    await utils?.release();
    await pgPool.query(`drop schema ${schema} cascade`);
    await pgPool.end();
  },
});

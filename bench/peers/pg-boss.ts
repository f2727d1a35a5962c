import { PgBoss } from 'pg-boss';
import type { Booking } from '../harness/payload.ts';
import { offerQueue } from '../harness/queue-work.ts';
import { serverUrl } from './environment.ts';

const name = `bench-${process.pid}`;
const boss = new PgBoss({ connectionString: serverUrl('POSTGRES'), schema: 'bench_pgboss', useListenNotify: true, schedule: false, max: 20 });
boss.on('error', (error) => console.error(error));

offerQueue({
  bulk: { batch: 1_000, parallel: 2 },
  async open() {
    await boss.start();
    await boss.createQueue(name, { notify: true });
  },
  send: (message) => boss.send(name, message),
  sendMany: (messages) => boss.insert(name, messages.map((data) => ({ data }))),
  async consume(handler) {
    const options = { batchSize: 500, localConcurrency: 2, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
    await boss.work<Booking>(name, options, async (jobs) => {
      for (const { data } of jobs) handler(data);
    });
  },
  async close() {
    await boss.offWork(name, { wait: true });
    await boss.deleteAllJobs(name);
    await boss.deleteQueue(name);
    await boss.stop({ graceful: true, close: true });
  },
});

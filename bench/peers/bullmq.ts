import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Booking } from '../harness/payload.ts';
import { offerQueue } from '../harness/queue-work.ts';
import { serverUrl } from './environment.ts';

const name = `bench-${process.pid}`;
// What BullMQ asks of a worker's connection.
const connection = new Redis(serverUrl('REDIS'), { maxRetriesPerRequest: null });
// Finished jobs are removed, as every other contestant does.
const queue = new Queue<Booking>(name, { connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
let worker: Worker<Booking> | undefined;

offerQueue({
  bulk: { batch: 500, parallel: 2 },
  open: async () => void (await queue.waitUntilReady()),
  send: (message) => queue.add('booking', message),
  sendMany: (messages) => queue.addBulk(messages.map((data) => ({ name: 'booking', data }))),
  async consume(handler) {
    worker = new Worker<Booking>(name, async ({ data }) => handler(data), { connection, concurrency: 200 });
    worker.on('error', (error) => console.error(error));
    await worker.waitUntilReady();
  },
  async close() {
    await worker?.close();
    await queue.obliterate({ force: true });
    await queue.close();
    connection.disconnect();
  },
});

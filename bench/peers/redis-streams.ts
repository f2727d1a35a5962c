import { Redis } from 'ioredis';
import type { Booking } from '../harness/payload.ts';
import { offerStream } from '../harness/stream-work.ts';
import { serverUrl } from './environment.ts';

const name = `bench-stream-${process.pid}`;
const redis = new Redis(serverUrl('REDIS'));
/** Records of one XRANGE. */
const page = 1_000;

offerStream({
  open: async () => void (await redis.ping()),
  append: async (message) => void (await redis.xadd(name, '*', 'data', JSON.stringify(message))),
  async appendGroup(messages) {
    const pipeline = redis.pipeline();
    for (const message of messages) pipeline.xadd(name, '*', 'data', JSON.stringify(message));
    for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
  },
  async reopen() {},
  async read(count, handler) {
    let from = '-';
    for (let seen = 0; seen < count; ) {
      const records = await redis.xrange(name, from, '+', 'COUNT', page);
      for (const [id, fields] of records) {
        handler(JSON.parse(fields[1] ?? '') as Booking);
        from = `(${id}`;
      }
      seen += records.length;
    }
  },
  async close() {
    await redis.del(name);
    redis.disconnect();
  },
});

/** A process of the tests: handles a queue until it is killed, and writes what it handled as state in the same unit. */
import { systemClock } from '../../../src/kernel/clock.ts';
import { postgres } from '../../../src/engines/postgres/index.ts';

const [url = '', schema = '', queue = '', stays = ''] = process.argv.slice(2);
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const open = await postgres({ url, schema, lease: 1_000, poll: 100 }).open({ clock: systemClock, log: quiet });
const receiver = await open.queues?.consume(queue, { prefetch: 20 });
process.send?.('ready');
for (let count = 0; receiver !== undefined; count += 1) {
  for (const delivery of await receiver.receive(5)) {
    // Killed while it holds messages: it neither settles nor says goodbye.
    if (stays === 'hangs' && count > 2) await new Promise(() => undefined);
    await open.commit({
      settle: [{ receiver, settlements: [{ delivery, outcome: 'done' }] }],
      state: [{ collection: 'handled', put: delivery.message.id, value: new Uint8Array(0), when: { absent: true } }],
    }).catch(() => undefined);
  }
}

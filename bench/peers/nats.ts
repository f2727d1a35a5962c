import { DeliverPolicy, RetentionPolicy, StorageType, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Booking } from '../harness/payload.ts';
import { offerStream } from '../harness/stream-work.ts';
import { serverUrl } from './environment.ts';

interface Open {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

const name = `bench-${process.pid}`;
let open: Open | undefined;

const opened = (): Open => {
  if (open === undefined) throw new Error('not open');
  return open;
};
const append = async (message: Booking): Promise<void> => void (await opened().client.publish(name, JSON.stringify(message), { timeout: 30_000 }));

offerStream({
  async open() {
    const { hostname, port, username, password } = new URL(serverUrl('NATS'));
    const connection = await connect({ servers: `${hostname}:${port}`, user: username, pass: password });
    const manager = await jetstreamManager(connection);
    open = { connection, manager, client: jetstream(connection) };
    await manager.streams.add({ name, subjects: [name], storage: StorageType.File, retention: RetentionPolicy.Limits });
  },
  append,
  appendGroup: (messages) => Promise.all(messages.map(append)),
  async reopen() {},
  async read(count, handler) {
    const consumer = await opened().client.consumers.get(name, { deliver_policy: DeliverPolicy.All });
    const messages = await consumer.consume({ max_messages: 2_000 });
    let seen = 0;
    for await (const message of messages) {
      handler(message.json<Booking>());
      if ((seen += 1) === count) break;
    }
  },
  async close() {
    await opened().manager.streams.delete(name);
    await opened().connection.close();
  },
});

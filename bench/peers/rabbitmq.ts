import { Connection } from 'rabbitmq-client';
import type { Consumer, Publisher } from 'rabbitmq-client';
import type { Booking } from '../harness/payload.ts';
import { offerQueue } from '../harness/queue-work.ts';
import { serverUrl } from './environment.ts';

interface Open {
  readonly connection: Connection;
  readonly publisher: Publisher;
}

const name = `bench-${process.pid}`;
const form = { durable: true, arguments: { 'x-queue-type': 'quorum' } } as const;
let open: Open | undefined;
let consumer: Consumer | undefined;

const opened = (): Open => {
  if (open === undefined) throw new Error('not open');
  return open;
};
const send = (message: Booking): Promise<void> => opened().publisher.send({ routingKey: name, durable: true }, message);

offerQueue({
  bulk: { batch: 1, parallel: 1_000 },
  async open(_directory, purpose) {
    // Small packets go out at once where latency is asked, and are gathered (Nagle) where throughput is: 1.5 to 2 times as much.
    const connection = new Connection({ url: serverUrl('RABBITMQ'), noDelay: purpose === 'latency' });
    connection.on('error', (error) => console.error(error));
    open = { connection, publisher: connection.createPublisher({ confirm: true }) };
    await connection.queueDeclare({ queue: name, ...form });
  },
  send,
  sendMany: (messages) => Promise.all(messages.map(send)),
  async consume(handler) {
    consumer = opened().connection.createConsumer({ queue: name, queueOptions: form, qos: { prefetchCount: 500 } }, ({ body }) => handler(body as Booking));
    await new Promise<void>((resolve, reject) => consumer?.once('ready', resolve).once('error', reject));
  },
  async close() {
    await consumer?.close();
    await opened().connection.queueDelete(name);
    await opened().publisher.close();
    await opened().connection.close();
  },
});

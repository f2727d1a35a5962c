import assert from 'node:assert/strict';
import { decodeMessage, encodeMessage } from '../../src/kernel/message-codec.ts';
import type { Message, QueueMessage } from '../../src/kernel/message.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

const bodies: Readonly<Record<string, Uint8Array>> = {
  'an empty body': new Uint8Array(0),
  'one byte': new Uint8Array([0]),
  '1 MiB': Uint8Array.from({ length: 1_048_576 }, (_, index) => (index * 31) % 256),
  'what is not UTF-8': new Uint8Array([0xff, 0xfe, 0x00, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
};

const attributes: Partial<QueueMessage> = {
  subject: 'gate B7 / ü / 日本 / 🛫 / "quotes" / \\ / =?utf-8?b?? ',
  dataschema: '/contracts/flights.delayed/1',
  datacontenttype: 'application/octet-stream; charset="x y"',
  key: 'key \u0000\u0001\r\n\t ~ é 😀',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'a=1,b=x y:z;%=/',
  expiresAt: 4_102_444_800_123,
  extensions: { tenant: '', note: 'line\nbreak; ünïcode 漢字 😀', long: 'x'.repeat(5_000), proto: '__proto__' },
};

const view = (message: Message): Record<string, unknown> => {
  const { id, source, type, time, subject, dataschema, datacontenttype, key, traceparent, tracestate, expiresAt, extensions, data } = message;
  return { id, source, type, time, subject, dataschema, datacontenttype, key, traceparent, tracestate, expiresAt, extensions: extensions && { ...extensions }, data: Buffer.from(data).toString('base64') };
};

async function throughQueue(world: World, message: QueueMessage): Promise<Message | undefined> {
  const queue = await world.queue();
  await world.send(queue, message);
  return (await world.handle(await world.consume(queue), 1))[0]?.message;
}

async function throughStream(world: World, message: QueueMessage): Promise<Message | undefined> {
  const stream = await world.stream();
  await world.append(stream, message);
  return (await world.take(await world.subscribe(stream, 'readers'), 1))[0]?.message;
}

const carriers = [['queue', throughQueue], ['stream', throughStream]] as const;

export const payloads: Theme = {
  name: 'payloads and attributes',
  scenarios: carriers.flatMap(([carrier, through]) => [
    ...Object.entries(bodies).map(([name, data]) =>
      scenario(`a ${carrier} carries ${name}`, [carrier], async (world) => {
        const sent = world.message('body', { data });
        const got = await through(world, sent);
        assert.equal(Buffer.compare(Buffer.from(got?.data ?? [1, 2, 3]), Buffer.from(data)), 0, 'The bytes are the same.');
      }),
    ),
    scenario(`a ${carrier} carries every attribute with any value`, [carrier], async (world) => {
      const sent = world.message('id / ü 😀', { ...attributes, source: '/ü/ ?#', type: 'a.b-c' });
      assert.deepEqual(view((await through(world, sent)) as Message), view(sent));
    }),
    scenario(`a ${carrier} carries a message that was read from a store`, [carrier], async (world) => {
      const sent = decodeMessage(encodeMessage(world.message('stored', attributes)));
      assert.deepEqual(view((await through(world, sent)) as Message), view(sent));
    }),
    scenario(`a ${carrier} invents no attribute`, [carrier], async (world) => {
      const sent = world.message('plain', { data: new Uint8Array([1]) });
      assert.deepEqual(view((await through(world, sent)) as Message), view(sent));
    }),
  ]),
};

/** Type tests of the socket client and of questions to clients: they fail when the type checker runs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, operation, streaming } from 'isthmus';
import type { Context } from 'isthmus';
import { websocket } from 'isthmus/websocket';
import type { SocketClient } from 'isthmus/websocket-client';
import { z } from 'zod';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>(): void => undefined;

const flight = z.object({ id: z.string(), seats: z.int().default(1) });
const get = operation('flights.get', { input: z.object({ id: z.string() }), output: flight, effect: 'read' });
const watch = operation('flights.watch', { input: z.object({ id: z.string() }), output: streaming(flight), effect: 'read' });
const delayed = event('flights.delayed', { data: flight, key: 'id' });

async function used(client: SocketClient, context: Context): Promise<void> {
  const answer = await client.call(get, { id: 'a' });
  holds<Equal<typeof answer, { id: string; seats: number }>>();
  const named = await client.call<typeof get>('flights.get', { id: 'a' });
  holds<Equal<typeof named, { id: string; seats: number }>>();
  for await (const value of client.stream(watch, { id: 'a' })) holds<Equal<typeof value, { id: string; seats: number }>>();
  client.subscribe(delayed, ({ data, offset }) => {
    holds<Equal<typeof data, { id: string; seats: number }>>();
    holds<Equal<typeof offset, number>>();
  });
  client.answer(get, ({ id }) => ({ id, seats: 2 }));
  await context.call(get, { id: 'a' }, { to: context.connection ?? '' });
  // @ts-expect-error The input is typed.
  await client.call(get, { id: 7 });
  // @ts-expect-error So is the name.
  await client.call<typeof get>('flights.list', { id: 'a' });
  // @ts-expect-error An answer is typed too.
  client.answer(get, () => ({ seats: 2 }));
}

test('a socket carries operations and events of every shape', () => {
  const method = websocket({ path: '/live' });
  holds<Equal<(typeof method)['carries'][number], 'operation' | 'event'>>();
  // @ts-expect-error The path is required.
  assert.throws(() => websocket({}), { code: 'OPTION_INVALID' });
  // @ts-expect-error A policy that is none.
  assert.throws(() => websocket({ path: '/live', slow: 'wait' }), { code: 'OPTION_INVALID' });
  assert.equal(typeof used, 'function');
});

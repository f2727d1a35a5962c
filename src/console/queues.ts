import type { MessageView, QueueAdministration } from '../driver/administration.ts';
import { engineErrors } from '../kernel/engine-errors.ts';
import { integer } from '../kernel/option-kinds.ts';
import { answerBytes, deadLetterRoutes } from './dead-letters.ts';
import { json, part, queryOf } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { find } from './find.ts';
import type { Route } from './router.ts';
import type { Administered, ConsoleSource } from './source.ts';

type Queue = Administered<QueueAdministration>;

const fewMessages = 10;
const peekFields = { limit: integer({ description: 'How many messages at most.', fallback: 20, minimum: 1, maximum: 100 }) };

/** What a person sees of a queue. */
async function shown({ name, method, links, contract, administration }: Queue) {
  return { name, method, links, contract, paused: administration.paused, ...(await administration.depth()) };
}

/** A few first: where they are large, no more than an answer may hold. */
async function peeked({ administration }: Queue, limit: number): Promise<readonly MessageView[]> {
  const few = await administration.peek(Math.min(limit, fewMessages));
  const size = few.reduce((sum, each) => sum + each.size, 0) / Math.max(1, few.length);
  const room = Math.min(limit, Math.floor(answerBytes / Math.max(1, size)));
  return few.length < fewMessages || room <= few.length ? few : administration.peek(room);
}

/** The routes of all queues. */
export function queueRoutes({ queues }: ConsoleSource): readonly Route[] {
  const of = (exchange: Exchange): Queue => find(queues, part(exchange, 'queue'), 'queue', engineErrors.QUEUE_UNKNOWN);
  const paused = (state: boolean) => async (exchange: Exchange) => {
    const queue = of(exchange);
    if (state) queue.administration.pause();
    else queue.administration.resume();
    return json(await shown(queue));
  };
  return [
    { method: 'GET', path: '/queues', run: async () => json({ items: await Promise.all(queues.map(shown)) }) },
    { method: 'GET', path: '/queues/:queue', run: async (exchange) => json(await shown(of(exchange))) },
    { method: 'GET', path: '/queues/:queue/messages', query: peekFields, run: async (exchange) => json({ items: await peeked(of(exchange), queryOf(exchange, peekFields).limit) }) },
    { method: 'DELETE', path: '/queues/:queue/messages', run: async (exchange) => json({ purged: await of(exchange).administration.purge() }) },
    { method: 'POST', path: '/queues/:queue/pause', run: paused(true) },
    { method: 'POST', path: '/queues/:queue/resume', run: paused(false) },
    ...deadLetterRoutes('/queues/:queue', (exchange) => of(exchange).administration.deadLetters),
  ];
}

import type { StreamAdministration } from '../driver/administration.ts';
import type { SeekTarget } from '../driver/stream.ts';
import { engineErrors } from '../kernel/engine-errors.ts';
import { choice, integer } from '../kernel/option-kinds.ts';
import type { Values } from '../kernel/options.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { consoleErrors } from './errors.ts';
import { bodyOf, json, part, queryOf } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { find } from './find.ts';
import type { Route } from './router.ts';
import type { Administered, ConsoleSource } from './source.ts';

type Stream = Administered<StreamAdministration>;

const readFields = {
  partition: integer({ description: 'The partition.', fallback: 0 }),
  offset: integer({ description: 'The first offset; default: the oldest record.' }),
  limit: integer({ description: 'How many records at most.', fallback: 100, minimum: 1, maximum: 1_000 }),
};

const replayFields = {
  to: choice(['beginning', 'end'], { description: 'All that the stream still has, or only what comes from now on.' }),
  time: integer({ description: 'Records from this time on, milliseconds since 1970.' }),
  partition: integer({ description: 'With `offset`: the partition to move.' }),
  offset: integer({ description: 'With `partition`: the offset to read next.' }),
};

async function shown({ name, links, contract, administration }: Stream) {
  const [ranges, states] = await Promise.all([administration.ranges(), administration.groups()]);
  const own = administration.ownGroups;
  const groups = await Promise.all(Array.from(Map.groupBy(states, ({ group }) => group), async ([group, partitions]) => {
    const lag = partitions.reduce((sum, each) => sum + each.lag, 0);
    const places = partitions.map(({ partition, next, lag }) => ({ partition, next, lag }));
    if (!own.includes(group)) return { group, lag, here: false, partitions: places };
    return { group, lag, here: true, paused: administration.paused(group), deadLetters: await administration.deadLetters(group).count(), partitions: places };
  }));
  return { name, links, contract, records: ranges.reduce((sum, { first, next }) => sum + next - first, 0), partitions: ranges, groups };
}

async function records(stream: Stream, exchange: Exchange) {
  const { partition, offset, limit } = queryOf(exchange, readFields);
  const ranges = await stream.administration.ranges();
  const range = ranges.find((each) => each.partition === partition);
  if (range === undefined) throw consoleErrors.ADMIN_REQUEST_INVALID(`The stream "${stream.name}" has the partitions 0 to ${ranges.length - 1}, not ${partition}.`);
  const from = Math.max(offset ?? range.first, range.first);
  const items = from >= range.next ? [] : await stream.administration.read(partition, from, limit);
  const next = (items.at(-1)?.offset ?? from - 1) + 1;
  return { items, next, end: range.next };
}

function targetOf({ to, time, partition, offset }: Values<typeof replayFields>): SeekTarget {
  if (to !== undefined && time === undefined && partition === undefined && offset === undefined) return to;
  if (time !== undefined && to === undefined && partition === undefined && offset === undefined) return { time };
  if (partition !== undefined && offset !== undefined && to === undefined && time === undefined) return { partition, offset };
  throw consoleErrors.ADMIN_REQUEST_INVALID('A replay goes either `to` the beginning or the end, or to a `time`, or to a `partition` and an `offset` of it.');
}

/** The routes of all streams. */
export function streamRoutes({ streams }: ConsoleSource): readonly Route[] {
  const of = (exchange: Exchange): Stream => find(streams, part(exchange, 'stream'), 'stream', engineErrors.STREAM_UNKNOWN);
  const group = '/streams/:stream/groups/:group';
  const change = (action: (stream: StreamAdministration, group: string, exchange: Exchange) => Promise<void> | void) => async (exchange: Exchange) => {
    const stream = of(exchange);
    await action(stream.administration, part(exchange, 'group'), exchange);
    return json(await shown(stream));
  };
  return [
    { method: 'GET', path: '/streams', run: async () => json({ items: await Promise.all(streams.map(shown)) }) },
    { method: 'GET', path: '/streams/:stream', run: async (exchange) => json(await shown(of(exchange))) },
    { method: 'GET', path: '/streams/:stream/records', query: readFields, run: async (exchange) => json(await records(of(exchange), exchange)) },
    { method: 'POST', path: `${group}/replay`, run: change(async (stream, name, exchange) => stream.replay(name, targetOf(await bodyOf(exchange, replayFields)))) },
    { method: 'POST', path: `${group}/pause`, run: change((stream, name) => stream.pause(name)) },
    { method: 'POST', path: `${group}/resume`, run: change((stream, name) => stream.resume(name)) },
    ...deadLetterRoutes(group, (exchange) => of(exchange).administration.deadLetters(part(exchange, 'group'))),
  ];
}

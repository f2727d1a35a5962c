import type { Delivery } from '../../src/driver/delivery.ts';
import type { Unit } from '../../src/driver/engine.ts';
import type { QueueReceiver } from '../../src/driver/queue.ts';
import type { StateOperation } from '../../src/driver/state-store.ts';
import type { QueueMessage } from '../../src/kernel/message.ts';
import type { Breakage } from './broken-engine.ts';

/** A broken engine: what it does wrong, and the themes of which one at least has to notice. */
export interface Case {
  readonly fault: string;
  readonly noticedBy: string;
  readonly breakage: Breakage;
}

const mapSends = (change: (message: QueueMessage) => QueueMessage): Breakage => ({
  commit: (inner, unit) => inner.commit({ ...unit, ...(unit.send && { send: unit.send.map((each) => ({ ...each, message: change(each.message) })) }) }),
});
const mapUnit = (change: (unit: Unit) => Unit): Breakage => ({ commit: (inner, unit) => inner.commit(change(unit)) });
const without = (...names: ReadonlyArray<keyof QueueMessage>) => (message: QueueMessage): QueueMessage => {
  const copy: Record<string, unknown> = { ...message };
  for (const name of names) delete copy[name];
  return copy as unknown as QueueMessage; // the names left out are optional ones
};
const unconditional = (operation: StateOperation): StateOperation => ({ ...operation, when: undefined });
/** Changes receivers in place: the engine knows its own by identity. */
const mapReceiver = (change: (receiver: QueueReceiver) => Partial<QueueReceiver>): Breakage => ({
  queues: (inner) => ({
    consume: async (queue, options) => {
      const receiver = await inner.consume(queue, options);
      const own = { receive: receiver.receive.bind(receiver), close: receiver.close.bind(receiver) };
      return Object.assign(receiver, change(own));
    },
  }),
});
const swallowing = (code: string): Breakage => ({
  commit: (inner, unit) => inner.commit(unit).catch((error: unknown) => {
    if ((error as { code?: string }).code !== code) throw error;
  }),
});

/** What the suite of engines must notice. */
export const engineCases: readonly Case[] = [
  { fault: 'loses a message', noticedBy: 'batches', breakage: mapUnit((unit) => ({ ...unit, ...(unit.send && unit.send.length > 100 && { send: unit.send.slice(1) }) })) },
  { fault: 'doubles a message', noticedBy: 'batches', breakage: mapUnit((unit) => ({ ...unit, ...(unit.send && { send: [...unit.send, ...unit.send.slice(0, 1)] }) })) },
  { fault: 'ignores prefetch', noticedBy: 'batches', breakage: { queues: (inner) => ({ consume: (queue, options) => inner.consume(queue, { ...options, prefetch: 1_000 }) }) } },
  { fault: 'answers an empty receive at once', noticedBy: 'batches', breakage: mapReceiver(polling) },
  { fault: 'forgets every settlement', noticedBy: 'competing consumers', breakage: mapUnit(({ settle: _settle, ...unit }) => unit) },
  { fault: 'gives what a closed consumer held to nobody', noticedBy: 'competing consumers', breakage: mapReceiver(() => ({ close: async () => undefined })) },
  { fault: 'turns the messages of a unit round', noticedBy: 'order per key', breakage: mapUnit((unit) => ({ ...unit, ...(unit.send && { send: [...unit.send].reverse() }) })) },
  { fault: 'forgets keys', noticedBy: 'order per key', breakage: mapSends((message) => ({ ...message, key: `${message.key ?? ''}${Math.random()}` })) },
  { fault: 'moves lanes without a word', noticedBy: 'lanes move', breakage: { queues: (inner) => ({ consume: (queue, { prefetch }) => inner.consume(queue, { prefetch }) }) } },
  { fault: 'does not wait for onRevoked', noticedBy: 'lanes move', breakage: { queues: (inner) => ({ consume: (queue, options) => inner.consume(queue, { ...options, onRevoked: async (lanes) => void options.onRevoked?.(lanes) }) }) } },
  { fault: 'takes a late settlement', noticedBy: 'settling', breakage: swallowing('SETTLED_LATE') },
  { fault: 'takes a second settlement', noticedBy: 'settling', breakage: swallowing('SETTLED_TWICE') },
  { fault: 'leaves a waiting receive hanging', noticedBy: 'closing', breakage: mapReceiver(hanging) },
  { fault: 'takes messages after closing', noticedBy: 'closing', breakage: swallowing('ENGINE_CLOSED') },
  { fault: 'says that it is ready when it is closed', noticedBy: 'closing', breakage: { open: () => ({ health: async () => ({ ready: true }) }) } },
  { fault: 'hides that it crashed', noticedBy: 'restart', breakage: { open: () => ({ recovered: false }) } },
  { fault: 'ignores delays', noticedBy: 'delay', breakage: mapSends(without('notBefore')) },
  { fault: 'ignores priorities', noticedBy: 'priority', breakage: mapSends(without('priority')) },
  { fault: 'ignores deduplication', noticedBy: 'deduplication', breakage: mapSends(without('deduplicationId')) },
  { fault: 'deduplicates for ever', noticedBy: 'deduplication', breakage: { queues: (inner) => ({ declare: (queue) => inner.declare({ ...queue, deduplicationWindow: queue.deduplicationWindow * 1_000 }) }) } },
  { fault: 'counts wrong', noticedBy: 'depth, peek and purge', breakage: { queues: (inner) => ({ depth: async (queue) => ({ ...(await inner.depth(queue)), inFlight: 0 }) }) } },
  { fault: 'purges nothing', noticedBy: 'depth, peek and purge', breakage: { queues: () => ({ purge: async () => 4 }) } },
  { fault: 'peeks in no order', noticedBy: 'depth, peek and purge', breakage: { queues: (inner) => ({ peek: async (queue, limit) => [...(await inner.peek(queue, limit))].reverse() }) } },
  { fault: 'takes bodies for text', noticedBy: 'payloads and attributes', breakage: mapSends((message) => ({ ...message, data: Buffer.from(Buffer.from(message.data).toString('utf8')) })) },
  { fault: 'cuts large bodies', noticedBy: 'payloads and attributes', breakage: mapSends((message) => ({ ...message, data: message.data.subarray(0, 65_536) })) },
  { fault: 'drops extensions', noticedBy: 'payloads and attributes', breakage: mapSends(without('extensions')) },
  { fault: 'appends in another order', noticedBy: 'streams', breakage: mapUnit((unit) => ({ ...unit, ...(unit.append && { append: [...unit.append].reverse() }) })) },
  { fault: 'reads from the start always', noticedBy: 'streams', breakage: { streams: (inner) => ({ read: (stream, partition, _offset, maximum) => inner.read(stream, partition, 0, maximum) }) } },
  { fault: 'forgets where groups were', noticedBy: 'groups', breakage: mapUnit(({ positions: _positions, ...unit }) => unit) },
  { fault: 'has one group for all', noticedBy: 'groups', breakage: { streams: (inner) => ({ subscribe: (stream, _group, options) => inner.subscribe(stream, 'all', options) }) } },
  { fault: 'starts every group at the beginning', noticedBy: 'groups', breakage: { streams: (inner) => ({ subscribe: (stream, group, options) => inner.subscribe(stream, group, { ...options, from: 'beginning' }) }) } },
  { fault: 'moves partitions without a word', noticedBy: 'rebalance', breakage: { streams: (inner) => ({ subscribe: (stream, group, { from, window }) => inner.subscribe(stream, group, { from, window }) }) } },
  { fault: 'goes back nowhere', noticedBy: 'replay', breakage: { streams: () => ({ seek: async () => undefined }) } },
  { fault: 'takes other groups back too', noticedBy: 'replay', breakage: { streams: (inner) => ({ seek: async (stream, group, target) => { await inner.seek(stream, group, target); for (const other of new Set((await inner.groups(stream)).map((state) => state.group))) await inner.seek(stream, other, target); } }) } },
  { fault: 'keeps everything', noticedBy: 'retention', breakage: { streams: (inner) => ({ declare: (stream) => inner.declare({ ...stream, retentionTime: 0, retentionSize: 0 }) }) } },
  { fault: 'drops what is young', noticedBy: 'retention', breakage: { streams: (inner) => ({ declare: (stream) => inner.declare({ ...stream, retentionSize: stream.retentionTime > 0 ? 1 : stream.retentionSize }) }) } },
  { fault: 'keeps earlier records of a key', noticedBy: 'compaction', breakage: { streams: (inner) => ({ declare: (stream) => inner.declare({ ...stream, compact: false }) }) } },
  { fault: 'orders keys by their code units', noticedBy: 'state store', breakage: { state: (inner) => ({ scan: async (collection, range) => [...(await inner.scan(collection, range))].sort((a, b) => (a.key < b.key ? -1 : 1) * (range.reverse === true ? -1 : 1)) }) } },
  { fault: 'ignores conditions', noticedBy: 'state store', breakage: mapUnit((unit) => ({ ...unit, ...(unit.state && { state: unit.state.map(unconditional) }) })) },
  { fault: 'ignores expiry', noticedBy: 'state store', breakage: mapUnit((unit) => ({ ...unit, ...(unit.state && { state: unit.state.map((operation) => ('put' in operation ? { ...operation, expiresAt: undefined } : operation)) }) })) },
  { fault: 'commits a unit in parts', noticedBy: 'atomic units', breakage: { commit: async (inner, { state, send, append, ...rest }) => { await inner.commit({ ...(send && { send }), ...(append && { append }) }); await inner.commit({ ...rest, ...(state && { state }) }); } } },
  { fault: 'makes queues as they are named', noticedBy: 'what is not there, and what is there in another form', breakage: { queues: (inner) => ({ consume: async (queue, options) => { await inner.declare({ name: queue, lanes: 0, deduplicationWindow: 0 }).catch(() => undefined); return inner.consume(queue, options); } }) } },
  { fault: 'changes a queue under its messages', noticedBy: 'what is not there, and what is there in another form', breakage: { queues: (inner) => ({ declare: async (queue) => inner.declare(queue).catch(() => undefined) }) } },
];

const dropping = (collection: string): Breakage => mapUnit((unit) => ({ ...unit, ...(unit.state && { state: unit.state.filter((operation) => operation.collection !== collection) }) }));

/** What apps on a broken engine must not promise. */
export const appCases: readonly Case[] = [
  { fault: 'delivers each message twice', noticedBy: 'retry', breakage: mapUnit((unit) => ({ ...unit, ...(unit.send && { send: [...unit.send, ...unit.send] }) })) },
  { fault: 'loses dead letters', noticedBy: 'dead letters', breakage: dropping('dead-letters') },
  { fault: 'forgets time to live', noticedBy: 'dead letters', breakage: mapSends(without('expiresAt')) },
  { fault: 'forgets which keys are parked', noticedBy: 'order per key above the engine', breakage: dropping('parked') },
  { fault: 'loses what waits behind a parked key', noticedBy: 'order per key above the engine', breakage: dropping('parked-lines') },
  { fault: 'forgets settlements', noticedBy: 'order per key above the engine', breakage: mapUnit(({ settle: _settle, ...unit }) => unit) },
  { fault: 'mixes up the order of sends', noticedBy: 'effects of a handler', breakage: mapUnit((unit) => ({ ...unit, ...(unit.send && { send: [...unit.send].reverse() }) })) },
  { fault: 'settles without the effects', noticedBy: 'effects of a handler', breakage: mapUnit((unit) => (unit.settle === undefined ? unit : { settle: unit.settle })) },
  { fault: 'forgets where groups were', noticedBy: 'groups above the engine', breakage: mapUnit(({ positions: _positions, ...unit }) => unit) },
  { fault: 'replays nothing', noticedBy: 'groups above the engine', breakage: { streams: () => ({ seek: async () => undefined }) } },
  { fault: 'ignores delays', noticedBy: 'options of a message', breakage: mapSends(without('notBefore')) },
  { fault: 'ignores priorities', noticedBy: 'options of a message', breakage: mapSends(without('priority')) },
  { fault: 'ignores deduplication', noticedBy: 'options of a message', breakage: mapSends(without('deduplicationId')) },
];

/** Answers with nothing where nothing waits, as a thin client of a polled server would. */
function polling(receiver: QueueReceiver): Partial<QueueReceiver> {
  return {
    receive: (maximum) => Promise.race([receiver.receive(maximum), new Promise<readonly Delivery[]>((resolve) => { setImmediate(resolve, []); })]),
  };
}

/** Never answers a receive that waited when it was closed. */
function hanging(receiver: QueueReceiver): Partial<QueueReceiver> {
  return {
    receive: async (maximum) => {
      const deliveries = await receiver.receive(maximum);
      return deliveries.length > 0 ? deliveries : new Promise(() => undefined);
    },
  };
}

import type { Delivery } from '../../src/driver/delivery.ts';
import type { Engine, OpenEngine, Unit } from '../../src/driver/engine.ts';
import type { QueueDriver, QueueReceiver } from '../../src/driver/queue.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Faults put into an engine on purpose, each with the checker that must see it. */
export const faults = {
  'acknowledges before it is durable': '1',
  'gives a message to two consumers': '2',
  'hands some deliveries out late': '3',
  'commits effects apart from the settlement': '4',
  'forgets answers': '5',
  'commits one offset too far': '6',
} as const;
export type FaultName = keyof typeof faults;

/** The same engine with one fault. */
export function broken(engine: Engine, fault: FaultName): Engine {
  const { kind, capabilities, limits, inside, options } = engine;
  return { kind, capabilities, limits, inside, options, open: async (environment) => breakOpen(await engine.open(environment), fault) };
}

function breakOpen(engine: OpenEngine, fault: FaultName): OpenEngine {
  const receivers = new WeakMap<QueueReceiver, QueueReceiver>();
  const queues = engine.queues === undefined ? undefined : breakQueues(engine.queues, fault, receivers);
  return {
    queues, streams: engine.streams, state: engine.state, recovered: engine.recovered,
    classify: (error) => engine.classify(error), health: () => engine.health(), close: () => engine.close(),
    commit: (unit) => commit(engine, unwrap(unit, receivers), fault),
  };
}

/** Receivers are wrapped too, and the engine wants its own back. */
function unwrap(unit: Unit, receivers: WeakMap<QueueReceiver, QueueReceiver>): Unit {
  if (unit.settle === undefined) return unit;
  return { ...unit, settle: unit.settle.map((each) => ({ ...each, receiver: receivers.get(each.receiver) ?? each.receiver })) };
}

async function commit(engine: OpenEngine, unit: Unit, fault: FaultName): Promise<void> {
  const effects = (unit.send?.length ?? 0) + (unit.append?.length ?? 0) > 0;
  const settles = (unit.settle?.length ?? 0) + (unit.positions?.length ?? 0) > 0;
  if (fault === 'acknowledges before it is durable' && effects && !settles) {
    setTimeout(() => void engine.commit(unit).catch(() => undefined), 30);
    return;
  }
  if (fault === 'commits effects apart from the settlement' && effects && settles) {
    const { send, append, ...rest } = unit;
    await engine.commit({ ...(send === undefined ? {} : { send }), ...(append === undefined ? {} : { append }) });
    await pause(20);
    return engine.commit(rest);
  }
  return engine.commit(changed(unit, fault));
}

function changed(unit: Unit, fault: FaultName): Unit {
  if (fault === 'forgets answers' && unit.state !== undefined) return { ...unit, state: unit.state.filter(({ collection }) => !collection.startsWith('idempotency')) };
  if (fault === 'commits one offset too far' && unit.positions !== undefined) {
    return { ...unit, positions: unit.positions.map((each) => ({ ...each, positions: each.positions.map(({ lane, next }) => ({ lane, next: next + (Math.random() < 0.5 ? 1 : 0) })) })) };
  }
  return unit;
}

function breakQueues(queues: QueueDriver, fault: FaultName, receivers: WeakMap<QueueReceiver, QueueReceiver>): QueueDriver {
  return {
    declare: (queue) => queues.declare(queue), depth: (queue) => queues.depth(queue),
    peek: (queue, limit) => queues.peek(queue, limit), purge: (queue) => queues.purge(queue),
    consume: async (queue, options) => {
      const receiver = await queues.consume(queue, options);
      const wrapped: QueueReceiver = {
        receive: fault === 'hands some deliveries out late' ? late(receiver) : async (maximum) => spoil(await receiver.receive(maximum), fault),
        close: () => receiver.close(),
      };
      receivers.set(wrapped, receiver);
      return wrapped;
    },
  };
}

function spoil(deliveries: readonly Delivery[], fault: FaultName): readonly Delivery[] {
  if (fault === 'gives a message to two consumers') return deliveries.flatMap((each) => [each, twin(each)]);
  return deliveries;
}

/** Every seventh delivery is overtaken by what comes within 20 ms. */
function late(receiver: QueueReceiver): QueueReceiver['receive'] {
  const kept: Delivery[] = [];
  let counter = 0;
  let coming: Promise<readonly Delivery[]> | undefined;
  let wake: () => void = () => undefined;
  const keep = (delivery: Delivery) => void setTimeout(() => {
    kept.push(delivery);
    wake();
  }, 20);
  return async (maximum) => {
    for (;;) {
      if (kept.length > 0) return kept.splice(0);
      coming ??= receiver.receive(maximum);
      const woken = new Promise<undefined>((resolve) => (wake = () => resolve(undefined)));
      const batch = await Promise.race([coming, woken]);
      if (batch === undefined) continue;
      coming = undefined;
      const isLate = batch.map(() => (counter += 1) % 7 === 0);
      batch.forEach((delivery, index) => isLate[index] === true && keep(delivery));
      const punctual = batch.filter((_, index) => isLate[index] !== true);
      if (batch.length === 0 || punctual.length > 0) return punctual;
    }
  };
}

/** The same message as if it belonged to another key, so that nothing above the engine keeps the two apart. */
function twin(delivery: Delivery): Delivery {
  const { id, source, type, time, dataschema, data } = delivery.message;
  return { ...delivery, message: { id, source, type, time, dataschema, data, key: `twin of ${id}` } };
}

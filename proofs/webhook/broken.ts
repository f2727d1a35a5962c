import type { Engine, OpenEngine, Unit } from '../../src/driver/engine.ts';

/** Faults put into an engine on purpose, each with what must be seen of it. */
export const faults = {
  'answers before it is durable': 'lost',
  'forgets which deliveries it has seen': 'twice',
} as const;
export type FaultName = keyof typeof faults;

/** The same engine with one fault. */
export function broken(engine: Engine, fault: FaultName): Engine {
  const { kind, capabilities, limits, inside, options } = engine;
  return { kind, capabilities, limits, inside, options, open: async (environment) => breakOpen(await engine.open(environment), fault) };
}

function breakOpen(engine: OpenEngine, fault: FaultName): OpenEngine {
  return {
    queues: engine.queues, streams: engine.streams, state: engine.state, recovered: engine.recovered,
    classify: (error) => engine.classify(error), health: () => engine.health(), close: () => engine.close(),
    commit: (unit) => (isDelivery(unit) ? commit(engine, unit, fault) : engine.commit(unit)),
  };
}

const isDelivery = ({ state }: Unit): boolean => state?.some(({ collection }) => collection === 'webhook-deliveries') ?? false;

async function commit(engine: OpenEngine, unit: Unit, fault: FaultName): Promise<void> {
  if (fault === 'forgets which deliveries it has seen') return engine.commit({ ...unit, state: unit.state?.filter(({ collection }) => !collection.startsWith('webhook-seen')) ?? [] });
  setTimeout(() => void engine.commit(unit).catch(() => undefined), 30);
}

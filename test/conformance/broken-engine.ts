import type { Engine, OpenEngine, Unit } from '../../src/driver/engine.ts';
import type { QueueDriver } from '../../src/driver/queue.ts';
import type { StateStore } from '../../src/driver/state-store.ts';
import type { StreamDriver } from '../../src/driver/stream.ts';

/** How an engine is made worse: parts of its open form are replaced. */
export interface Breakage {
  readonly commit?: (inner: OpenEngine, unit: Unit) => Promise<void>;
  readonly queues?: (inner: QueueDriver) => Partial<QueueDriver>;
  readonly streams?: (inner: StreamDriver) => Partial<StreamDriver>;
  readonly state?: (inner: StateStore) => Partial<StateStore>;
  readonly open?: (inner: OpenEngine) => Partial<OpenEngine>;
}

/** `inner` with methods replaced; the others stay bound to it. */
function replaced<T extends object>(inner: T, methods: Partial<T>): T {
  return new Proxy(inner, {
    get(target, name) {
      const given: unknown = Reflect.get(methods, name);
      if (given !== undefined) return given;
      const own: unknown = Reflect.get(target, name);
      return typeof own === 'function' ? (own as (...given: unknown[]) => unknown).bind(target) : own;
    },
  });
}

/** An engine that is broken on purpose, to see that the suite finds it. */
export function broken(engine: Engine, breakage: Breakage): Engine {
  return replaced<Engine>(engine, {
    open: async (environment) => {
      const inner = await engine.open(environment);
      return replaced<OpenEngine>(inner, {
        ...(breakage.commit && { commit: (unit: Unit) => breakage.commit?.(inner, unit) ?? inner.commit(unit) }),
        ...(inner.queues && breakage.queues && { queues: replaced(inner.queues, breakage.queues(inner.queues)) }),
        ...(inner.streams && breakage.streams && { streams: replaced(inner.streams, breakage.streams(inner.streams)) }),
        ...(inner.state && breakage.state && { state: replaced(inner.state, breakage.state(inner.state)) }),
        ...breakage.open?.(inner),
      });
    },
  });
}

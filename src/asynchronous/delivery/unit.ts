import type { OpenEngine, Send, Unit } from '../../driver/engine.ts';
import type { Effects } from '../../driver/method.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { Append } from '../../driver/stream.ts';

/** What a handler's success may add to a unit. */
type Added = Pick<Unit, 'send' | 'append' | 'state'>;

interface Parts {
  readonly send: Send[];
  readonly append: Append[];
  readonly state: StateOperation[];
}

/** Gathers effects by engine: those of one handler, or of many messages. Nothing happens until they are committed. */
export class GatheredEffects {
  #parts: Map<OpenEngine, Parts> | undefined;

  add(engine: OpenEngine, unit: Added): void {
    const parts = this.#of(engine);
    if (unit.send !== undefined) for (const each of unit.send) parts.send.push(each);
    if (unit.append !== undefined) for (const each of unit.append) parts.append.push(each);
    if (unit.state !== undefined) for (const each of unit.state) parts.state.push(each);
  }

  addAll(effects: Effects): void {
    for (const [engine, unit] of effects) this.add(engine, unit);
  }

  get effects(): Effects | undefined {
    return this.#parts;
  }

  #of(engine: OpenEngine): Parts {
    this.#parts ??= new Map();
    let parts = this.#parts.get(engine);
    if (parts === undefined) this.#parts.set(engine, (parts = { send: [], append: [], state: [] }));
    return parts;
  }
}

/** Two units of one engine as one. */
export function mergeUnits(own: Unit, effects: Added): Unit {
  return {
    ...own,
    send: joined(own.send, effects.send),
    append: joined(own.append, effects.append),
    state: joined(own.state, effects.state),
  };
}

function joined<T>(a: readonly T[] | undefined, b: readonly T[] | undefined): readonly T[] {
  if (a === undefined || a.length === 0) return b ?? [];
  return b === undefined || b.length === 0 ? a : [...a, ...b];
}

/** Whether a unit may be refused because of what others wrote. */
export function isConditional(effects: Effects): boolean {
  for (const unit of effects.values()) if (unit.state?.some((operation) => operation.when !== undefined) === true) return true;
  return false;
}

type Settled = Pick<Unit, 'settle' | 'positions' | 'state'>;

/** What several sources settle, as one. */
export function joinSettled(parts: readonly (Settled | undefined)[]): Settled {
  const present = parts.filter((part) => part !== undefined);
  if (present.length === 1) return present[0] ?? {};
  const settle = present.flatMap((part) => part.settle ?? []);
  const positions = present.flatMap((part) => part.positions ?? []);
  const state = present.flatMap((part) => part.state ?? []);
  return { settle, positions, state };
}

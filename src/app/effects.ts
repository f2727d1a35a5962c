import type { StateOperation } from '../driver/state-store.ts';
import type { Append } from '../driver/stream.ts';
import type { Effects, Outgoing } from '../driver/method.ts';
import type { OpenEngine, Send, Unit } from '../driver/engine.ts';

interface Collected {
  readonly send: Send[];
  readonly append: Append[];
  readonly state: StateOperation[];
}

/** Gathers what a handler emits and submits, by engine. Nothing happens until it is committed. */
export class EffectCollector {
  readonly #byEngine = new Map<OpenEngine, Collected>();

  add({ engine, unit }: Outgoing): void {
    let collected = this.#byEngine.get(engine);
    if (collected === undefined) this.#byEngine.set(engine, (collected = { send: [], append: [], state: [] }));
    if (unit.send !== undefined) collected.send.push(...unit.send);
    if (unit.append !== undefined) collected.append.push(...unit.append);
    if (unit.state !== undefined) collected.state.push(...unit.state);
  }

  get effects(): Effects {
    return this.#byEngine;
  }
}

/** Two units of one engine as one. */
export function mergeUnits(own: Unit, effects: Pick<Unit, 'send' | 'append' | 'state'>): Unit {
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

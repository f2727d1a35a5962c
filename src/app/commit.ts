import type { Effects, OwnUnit } from '../driver/method.ts';
import { mergeUnits } from '../asynchronous/delivery/unit.ts';

/** Commits what belongs to several engines: once, and in order. */
export type CommitAcross = (effects: Effects, own: OwnUnit | undefined) => Promise<void>;

/** One engine: one unit. Several: through the outbox. */
export function commitEffects(effects: Effects | undefined, own: OwnUnit | undefined, across: CommitAcross): Promise<void> {
  if (effects === undefined || effects.size === 0) return own === undefined ? Promise.resolve() : own.engine.commit(own.unit);
  if (effects.size > 1) return across(effects, own);
  const [[engine, added] = []] = effects;
  if (engine === undefined || added === undefined) return Promise.resolve();
  if (own === undefined) return engine.commit(added);
  return own.engine === engine ? engine.commit(mergeUnits(own.unit, added)) : across(effects, own);
}

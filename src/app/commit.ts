import type { Effects, OwnUnit } from '../driver/method.ts';
import { isConditional, mergeUnits } from '../asynchronous/delivery/unit.ts';

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

/** What to commit instead of effects that were refused; `undefined`: nothing. */
export type Contended = (error: unknown, effects: Effects) => Promise<Effects | undefined>;

/** Commits effects; where somebody else was faster with the same key of a job, what follows from that. */
export function commitContended(effects: Effects | undefined, own: OwnUnit | undefined, across: CommitAcross, contended: Contended | undefined): Promise<void> {
  const committed = commitEffects(effects, own, across);
  if (contended === undefined || effects === undefined || !isConditional(effects)) return committed;
  return committed.catch(async (error: unknown) => {
    const instead = await contended(error, effects);
    if (instead === undefined) throw error;
    return commitContended(instead, own, across, contended);
  });
}

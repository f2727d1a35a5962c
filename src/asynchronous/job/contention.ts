import type { OpenEngine } from '../../driver/engine.ts';
import type { Effects } from '../../driver/method.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import { IsthmusError } from '../../kernel/error.ts';
import { jobErrors } from './errors.ts';
import { keyCollection, readKey } from './record.ts';
import type { JobKey, JobRecords } from './record.ts';

/**
 * Two handlers submitted with the same key at the same time, and the other one was faster; or one handler did so twice. The job that the
 * key stands for stays, and the id that this handler was given already becomes another name of it.
 */
export class Contention {
  readonly #operation: string;
  readonly #engine: OpenEngine;
  readonly #records: JobRecords;
  /** How long the other name is kept at least, milliseconds. */
  readonly #keep: (now: number) => number;

  constructor(operation: string, engine: OpenEngine, records: JobRecords, keep: (now: number) => number) {
    this.#operation = operation;
    this.#engine = engine;
    this.#records = records;
    this.#keep = keep;
  }

  /** What to commit instead of effects that were refused; `undefined`: they were refused for another reason. Throws `JOB_KEY_REUSED`. */
  async resolve(error: unknown, effects: Effects, now: number): Promise<Effects | undefined> {
    const key = contested(error);
    if (key === undefined || !this.#records.isKeyOf(key, this.#operation)) return undefined;
    const own = effects.get(this.#engine);
    const claims = (own?.state ?? []).filter((operation) => this.#records.isClaim(operation, key));
    if (own === undefined || claims.length === 0) return undefined;
    const stored = await this.#records.keyAt(key);
    const [first, ...others] = claims.map(({ value }) => readKey(value));
    const winner = stored ?? first;
    const losers = stored === undefined ? others : [first, ...others];
    // Nobody has it any more: the same effects may be tried again.
    if (winner === undefined || (stored === undefined && others.length === 0)) return effects;
    for (const each of losers) refuseOther(winner, each);
    return new Map([...effects, [this.#engine, this.#without(own, key, winner, losers, now)]]);
  }

  #without(own: NonNullable<ReturnType<Effects['get']>>, key: string, winner: JobKey, losers: readonly (JobKey | undefined)[], now: number) {
    const lost = new Set(losers.map((each) => each?.id).filter((id) => id !== undefined));
    const claimed = (operation: StateOperation): boolean => this.#records.isClaim(operation, key) && lost.has(readKey(operation.value).id);
    const state = (own.state ?? []).filter((operation) => !claimed(operation) && !this.#records.isRecord(operation, lost));
    const names = Array.from(lost, (id) => this.#records.putAlias(id, winner.id, this.#keep(now)));
    return { ...own, send: (own.send ?? []).filter(({ message }) => !lost.has(message.id)), state: [...state, ...names] };
  }
}

function contested(error: unknown): string | undefined {
  if (!(error instanceof IsthmusError) || error.code !== 'STATE_CONFLICT') return undefined;
  const { collection, key } = error.details;
  return collection === keyCollection && typeof key === 'string' ? key : undefined;
}

function refuseOther(winner: JobKey, loser: JobKey | undefined): void {
  if (loser === undefined || loser.fingerprint === winner.fingerprint) return;
  throw jobErrors.JOB_KEY_REUSED('Two handlers submitted different inputs with the same key at the same time.');
}

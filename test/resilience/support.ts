import { policyFields } from '../../src/kernel/policies.ts';
import type { Policies, PoliciesGiven } from '../../src/kernel/policies.ts';
import { IsthmusError } from '../../src/kernel/error.ts';
import type { ErrorCategory } from '../../src/kernel/error.ts';
import { ManualClock } from '../../src/kernel/manual-clock.ts';
import { readFields } from '../../src/kernel/options.ts';
import type { Fault } from '../../src/kernel/options.ts';
import { policiesFor } from '../../src/resilience/policies.ts';

/** Policies as a link has them, defaults filled in. */
export function policies(given: PoliciesGiven): Partial<Policies> {
  const faults: Fault[] = [];
  const read = readFields(policyFields, given, '', faults);
  if (read === undefined) throw new Error(JSON.stringify(faults));
  return read;
}

/** A policy of its own, defaults filled in. */
export function policy<Name extends keyof Policies>(name: Name, given: NonNullable<PoliciesGiven[Name]>): NonNullable<Policies[Name]> {
  const read = policies({ [name]: given })[name];
  if (read === undefined) throw new Error(`no ${name}`);
  return read as NonNullable<Policies[Name]>;
}

export function fault(category: ErrorCategory, retryAfter?: number): IsthmusError {
  const occurrence = { what: `It is ${category}.`, ...(retryAfter === undefined ? {} : { retryAfter }) };
  return new IsthmusError('TEST_FAULT', { category, why: 'A test wants it.', fix: 'Nothing.' }, occurrence);
}

/** A link's policies on a clock that the test moves. Delays are their upper bounds, unless `random` says otherwise. */
export function link(given: PoliciesGiven, settings: { idempotent?: boolean; random?: () => number } = {}) {
  const clock = new ManualClock();
  return { clock, ...policiesFor(policies(given), { clock, idempotent: settings.idempotent ?? true, random: settings.random ?? (() => 1) }) };
}

/** Lets everything that is ready run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

import type { Executor, MethodHost, Outcome, PlannedLink } from '../../driver/method.ts';
import { policiesFor } from '../../resilience/policies.ts';
import type { Item } from './item.ts';

/** Runs the handler of a message under the rate limit and the breaker of its link. What they hold back is tried later and is no attempt. */
export function guarded(link: PlannedLink, host: Pick<MethodHost, 'clock'>, executor: Executor): (input: unknown, item: Item) => Outcome | Promise<Outcome> {
  const { rateLimit, breaker } = link.policies;
  if (rateLimit === undefined && breaker === undefined) return executor;
  const policies = policiesFor({ rateLimit, breaker }, { clock: host.clock, idempotent: true });
  return (input, item) => {
    item.held = true;
    return policies.run({ caller: item.caller }, () => {
      item.held = false;
      return executor(input, item);
    });
  };
}

import type { Policies } from '../kernel/policies.ts';
import { Breaker } from './breaker.ts';
import { Bulkhead } from './bulkhead.ts';
import type { Next, PolicyCall } from './call.ts';
import { deadlineOf, withinDeadline } from './deadline.ts';
import { RateLimit } from './rate-limit.ts';
import { Retry } from './retry.ts';
import type { RetrySettings } from './retry.ts';

/** The policies of one link; one object for all its calls, since breakers and budgets remember. */
export interface LinkPolicies {
  /** Makes a call under the policies. Synchronous where the work is and nothing waits. */
  run<T>(call: PolicyCall, next: Next<T>): T | Promise<T>;
}

interface Layer {
  wrap<T>(next: Next<T>): Next<T>;
}

/**
 * Composes the policies of a link, from the outside in: rate limit, deadline of the whole call, retry, bulkhead
 * (each attempt takes a place), breaker. Idempotency is not among them: it joins the unit of the method that
 * answers (`idempotency.ts`). A link without policies pays for none.
 */
export function policiesFor(policies: Partial<Policies>, settings: RetrySettings): LinkPolicies {
  const { clock } = settings;
  const rate = policies.rateLimit && new RateLimit(policies.rateLimit, clock);
  const layers = layersOf(policies, settings);
  return {
    run(call, next) {
      rate?.enter(call.caller, call.onRate);
      const inner = layers.length === 0 ? next : layers.reduceRight((rest, layer) => layer.wrap(rest), next);
      return withinDeadline(call, deadlineOf(call, policies.deadline, clock), clock, inner);
    },
  };
}

function layersOf({ retry, bulkhead, breaker }: Partial<Policies>, settings: RetrySettings): readonly Layer[] {
  const layers: Array<Layer | undefined> = [
    retry && new Retry(retry, settings),
    bulkhead && new Bulkhead(bulkhead),
    breaker && new Breaker(breaker, settings.clock),
  ];
  return layers.filter((layer) => layer !== undefined);
}


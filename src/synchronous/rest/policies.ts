import type { Invocation, MethodHost, Outcome, PlannedLink } from '../../driver/method.ts';
import type { Operation } from '../../kernel/contract.ts';
import { AttemptedCall } from '../../resilience/attempted-call.ts';
import { policiesFor } from '../../resilience/policies.ts';
import { RateLimit } from '../../resilience/rate-limit.ts';
import type { RateState } from '../../resilience/rate-limit.ts';
import type { Exchange } from './exchange.ts';

/** The policies of a link around the call of its handler. */
export interface RoutePolicies {
  run(exchange: Exchange, next: (invocation: Invocation) => Outcome | Promise<Outcome>): Outcome | Promise<Outcome>;
}

/**
 * The policies of a route; `undefined` where it has none, so that its calls pass nothing. The rate limit is not among
 * them, since it stands before the body; nor is idempotency, which is part of the commit.
 */
export function routePolicies({ policies: given, contract }: PlannedLink, host: MethodHost): RoutePolicies | undefined {
  const { idempotency: _kept, rateLimit: _counted, ...rest } = given;
  if (Object.values(rest).every((each) => each === undefined)) return undefined;
  const policies = policiesFor(rest, { clock: host.clock, idempotent: (contract as Operation).idempotent });
  // Without these nothing waits inside the policies, so that a client that goes away concerns the handler only.
  const waits = rest.retry !== undefined || rest.bulkhead !== undefined;
  return {
    run: (exchange, next) => policies.run(
      { signal: waits ? exchange.signal : undefined, deadline: exchange.deadline, caller: exchange.caller },
      (attempt) => next(new AttemptedCall(exchange, attempt)),
    ),
  };
}

/** Counts a request before its body is read. Throws `RATE_LIMITED`. */
export type Admit = (exchange: Exchange) => void;

/** The rate limit of a route; `undefined` where it has none. */
export function routeRate({ policies: { rateLimit } }: PlannedLink, host: MethodHost): Admit | undefined {
  if (rateLimit === undefined) return undefined;
  const rate = new RateLimit(rateLimit, host.clock);
  return (exchange) => rate.enter(exchange.caller, (state) => {
    exchange.rate = rateHeaders(state, rateLimit.window);
  });
}

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10). */
function rateHeaders({ limit, remaining, reset }: RateState, window: number): Readonly<Record<string, string>> {
  return {
    'ratelimit-policy': `"default";q=${limit};w=${Math.max(1, Math.ceil(window / 1_000))}`,
    ratelimit: `"default";r=${remaining};t=${Math.ceil(reset / 1_000)}`,
  };
}

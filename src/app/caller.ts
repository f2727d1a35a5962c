import type { Operation } from '../kernel/contract.ts';
import { categoryOf, IsthmusError } from '../kernel/error.ts';
import type { CallOptions } from '../kernel/handler.ts';
import { randomId } from '../kernel/trace.ts';
import { milliseconds } from '../kernel/units.ts';
import { validatePart } from '../kernel/validate.ts';
import type { Executor, Invocation, Origin, PlannedLink, RunningMethod } from '../driver/method.ts';
import type { ReceiverMeter, Span } from '../driver/telemetry.ts';
import { readJsonBytes, canonicalJson, jsonBytes } from '../kernel/json.ts';
import { Idempotency, fingerprintOf } from '../resilience/idempotency.ts';
import type { IdempotentCall, Proceed } from '../resilience/idempotency.ts';
import { policiesFor } from '../resilience/policies.ts';
import type { LinkPolicies } from '../resilience/policies.ts';
import { checkedInput, checkedOutputs, streamsIn, streamsOut } from './caller-streams.ts';
import { appErrors } from './errors.ts';
import { executorOf } from './executor.ts';
import type { AppServices } from './services.ts';
import { within } from './traced.ts';

interface Route {
  readonly link: PlannedLink;
  readonly executor: Executor;
  readonly party: string;
  readonly meter: ReceiverMeter;
  readonly policies: LinkPolicies;
  /** Where the link has the policy. */
  readonly idempotency: Idempotency | undefined;
  /** Calls that have not ended. */
  running: number;
}

/** A link by which clients are asked. */
interface Outside {
  readonly link: PlannedLink;
  readonly ask: NonNullable<RunningMethod['ask']>;
}

/** Calls between services of one app: in the process, under the policies of the link. */
export class Caller {
  readonly #runtime: AppServices;
  readonly #routes: readonly Route[];
  readonly #outside: Outside[] = [];

  constructor(runtime: AppServices, links: readonly PlannedLink[]) {
    this.#runtime = runtime;
    this.#routes = links.flatMap((link) => routeOf(runtime, link));
  }

  /** Lets calls reach clients by a method that was opened. */
  register(links: readonly PlannedLink[], ask: Outside['ask']): void {
    for (const link of links) if (link.contract.kind === 'operation' && link.handlers.size === 0) this.#outside.push({ link, ask });
  }

  async call(contract: Operation, input: unknown, options: CallOptions, from: string | undefined, parent: Invocation | undefined, origin: Origin): Promise<unknown> {
    const outside = this.#outside.find(({ link }) => link.contract === contract && (from === undefined || link.from === from));
    if (outside !== undefined && (options.to !== undefined || !this.#routes.some(({ link }) => link.contract === contract))) return asked(outside, input, options, parent, origin, this.#runtime.clock.now());
    const route = this.#routeTo(contract, from);
    const span = this.#span(route, contract, parent, origin);
    return within(span, origin, (own) => this.#measured(route, contract, input, options, parent, own, span));
  }

  /** Below the handler's own, where that is sampled; or where a call enters the app. */
  #span({ link, party }: Route, { name }: Operation, parent: Invocation | undefined, { traceparent, tracestate }: Origin): Span | undefined {
    const { tracing } = this.#runtime.telemetry;
    if (tracing === undefined || (parent !== undefined && parent.span === undefined)) return undefined;
    const described = { name, attributes: { 'rpc.system.name': 'isthmus', 'rpc.method': name, 'isthmus.link': link.name, 'isthmus.service': party } };
    return parent?.span === undefined ? tracing.enter('internal', traceparent, () => described, tracestate) : tracing.below('internal', parent.span, described);
  }

  async #measured(route: Route, contract: Operation, input: unknown, options: CallOptions, parent: Invocation | undefined, origin: Origin, span: Span | undefined): Promise<unknown> {
    const began = route.meter.beginTimed();
    route.running += 1;
    route.meter.running(route.running);
    try {
      const answer = await this.#call(route, contract, input, options, parent, origin, span);
      route.meter.handled(began);
      if (answer === undefined || answer === null) route.meter.unused();
      return answer;
    } catch (error) {
      route.meter.failed(began, categoryOf(error));
      throw error;
    } finally {
      route.running -= 1;
    }
  }

  async #call(route: Route, contract: Operation, input: unknown, options: CallOptions, parent: Invocation | undefined, origin: Origin, span: Span | undefined): Promise<unknown> {
    const valid = streamsIn(contract) ? checkedInput(contract, input as AsyncIterable<unknown>) : await validatePart(contract, 'input', input);
    const attempts = (recording?: Proceed) => this.#attempts(route, contract, valid, options, parent, origin, span, recording);
    if (route.idempotency === undefined || options.idempotencyKey === undefined) return attempts();
    return once(route, route.idempotency, { key: options.idempotencyKey, fingerprint: fingerprintOf(canonicalJson(valid)), subject: origin.caller?.subject }, attempts);
  }

  #attempts(route: Route, contract: Operation, input: unknown, options: CallOptions, parent: Invocation | undefined, origin: Origin, span: Span | undefined, recording: Proceed | undefined): unknown {
    const asked = options.deadline === undefined ? undefined : this.#runtime.clock.now() + milliseconds(options.deadline);
    const call = { signal: joined(parent?.signal, options.signal), deadline: earliest(parent?.deadline, asked), caller: origin.caller };
    const more = { idempotencyKey: options.idempotencyKey ?? randomId(), traceparent: origin.traceparent, tracestate: origin.tracestate, caller: origin.caller, message: undefined, span };
    return route.policies.run(call, (attempt) => this.#once(route, contract, input, { ...attempt, ...more, ...lasting(contract, attempt.signal, call.signal) }, recording));
  }

  /** One attempt: the handler, its output checked, its effects committed with the recorded answer. */
  async #once(route: Route, contract: Operation, input: unknown, invocation: Invocation, recording: Proceed | undefined): Promise<unknown> {
    const outcome = await route.executor(input, invocation);
    if (streamsOut(contract)) return checkedOutputs(contract, outcome, (effects) => this.#runtime.commit(effects, undefined));
    const { output, effects } = outcome;
    const valid = await checkedOutput(contract, output);
    const state = recording?.record(jsonBytes(valid));
    await this.#runtime.commit(effects, state === undefined ? undefined : { engine: this.#runtime.stateEngine, unit: { state } });
    return valid;
  }

  /** An answer came when nobody waited any more. */
  unused(contract: Operation, from: string): void {
    this.#routeTo(contract, from).meter.unused();
  }

  #routeTo(contract: Operation, from: string | undefined): Route {
    const routes = this.#routes.filter(({ link }) => link.contract === contract);
    const route = routes.find(({ link }) => from === undefined || link.from === from);
    if (route !== undefined) return route;
    throw appErrors.LINK_MISSING(`"${contract.name}" was called${from === undefined ? '' : ` by "${from}"`} and no link to a service of this app carries it.`);
  }
}

/** Waits no longer than who asks. */
function asked({ link, ask }: Outside, input: unknown, options: CallOptions, parent: Invocation | undefined, origin: Origin, now: number): Promise<unknown> {
  const left = parent?.deadline === undefined ? undefined : Math.max(1, parent.deadline - now);
  const deadline = earliest(left, options.deadline === undefined ? undefined : milliseconds(options.deadline));
  const signal = joined(parent?.signal, options.signal);
  return ask(link, input, { ...options, ...(deadline === undefined ? {} : { deadline }), ...(signal === undefined ? {} : { signal }) }, origin);
}

function routeOf(runtime: AppServices, link: PlannedLink): Route[] {
  const [[party, binding] = []] = link.handlers;
  if (link.contract.kind !== 'operation' || party === undefined || binding === undefined) return [];
  const { clock, stateEngine: { state } } = runtime;
  const idempotency = link.policies.idempotency === undefined || state === undefined ? undefined : new Idempotency(link.name, link.policies.idempotency, state, clock);
  return [{ link, party, idempotency, running: 0, meter: runtime.telemetry.receiver(link, party), executor: executorOf(runtime, link, party, binding), policies: policiesFor(link.policies, { clock, idempotent: link.contract.idempotent || link.policies.idempotency?.required === true }) }];
}

/** The same key gives the same answer: replayed, awaited, or made and recorded. */
async function once({ meter }: Route, idempotency: Idempotency, call: IdempotentCall, attempts: (recording: Proceed) => unknown): Promise<unknown> {
  for (;;) {
    const begun = await idempotency.begin(call);
    if (begun.kind === 'replay') {
      meter.repeated();
      return readJsonBytes(begun.answer);
    }
    if (begun.kind === 'proceed') {
      try {
        return await attempts(begun);
      } finally {
        begun.end();
      }
    }
    await begun.ended;
  }
}

async function checkedOutput(contract: Operation, output: unknown): Promise<unknown> {
  try {
    return await validatePart(contract, 'output', output);
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
    throw appErrors.HANDLER_OUTPUT_INVALID({ what: error.what, cause: error });
  }
}

/** Policies let go of a call once it has answered; an output that streams goes on after that. */
function lasting(contract: Operation, attempt: AbortSignal, caller: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return streamsOut(contract) && caller !== undefined ? { signal: AbortSignal.any([attempt, caller]) } : {};
}

function earliest(...times: ReadonlyArray<number | undefined>): number | undefined {
  const known = times.filter((each) => each !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function joined(...signals: ReadonlyArray<AbortSignal | undefined>): AbortSignal | undefined {
  const known = signals.filter((each) => each !== undefined);
  return known.length > 1 ? AbortSignal.any(known) : known[0];
}

import type { Operation } from '../kernel/contract.ts';
import { IsthmusError } from '../kernel/error.ts';
import type { CallOptions } from '../kernel/handler.ts';
import { partOf } from '../kernel/json-schema.ts';
import { randomId } from '../kernel/trace.ts';
import { parseDuration } from '../kernel/units.ts';
import { validate } from '../kernel/validate.ts';
import type { Executor, Invocation, Origin, PlannedLink } from '../driver/method.ts';
import { policiesFor } from '../resilience/policies.ts';
import { appErrors } from './errors.ts';
import { executorOf } from './executor.ts';
import type { Runtime } from './runtime.ts';

interface Route {
  readonly link: PlannedLink;
  readonly executor: Executor;
  readonly policies: ReturnType<typeof policiesFor>;
}

/** Calls between services of one app: in the process, under the policies of the link. */
export class Caller {
  readonly #runtime: Runtime;
  readonly #routes: readonly Route[];

  constructor(runtime: Runtime, links: readonly PlannedLink[]) {
    this.#runtime = runtime;
    this.#routes = links.flatMap((link) => routeOf(runtime, link));
  }

  async call(contract: Operation, input: unknown, options: CallOptions, from: string | undefined, parent: Invocation | undefined, origin: Origin): Promise<unknown> {
    const route = this.#routeTo(contract, from);
    const valid = await validate(partOf(contract, 'input'), input, `The input of "${contract.name}"`);
    const idempotencyKey = options.idempotencyKey ?? randomId();
    const asked = options.deadline === undefined ? undefined : this.#runtime.clock.now() + (parseDuration(options.deadline) ?? 0);
    const deadline = earliest(parent?.deadline, asked);
    const signals = [parent?.signal, options.signal].filter((each) => each !== undefined);
    return route.policies.run(
      { signal: signals.length === 1 ? signals[0] : signals.length === 0 ? undefined : AbortSignal.any(signals), deadline, caller: origin.caller },
      async (attempt) => this.#once(route, contract, valid, { ...attempt, idempotencyKey, traceparent: origin.traceparent, caller: origin.caller, message: undefined }),
    );
  }

  /** One attempt: the handler, its output checked, its effects committed. */
  async #once(route: Route, contract: Operation, input: unknown, invocation: Invocation): Promise<unknown> {
    const { output, effects } = await route.executor(input, invocation);
    const valid = await checkedOutput(contract, output);
    await this.#runtime.commit(effects);
    return valid;
  }

  #routeTo(contract: Operation, from: string | undefined): Route {
    const routes = this.#routes.filter(({ link }) => link.contract === contract);
    const route = routes.find(({ link }) => from === undefined || link.from === from);
    if (route !== undefined) return route;
    throw appErrors.LINK_MISSING(`"${contract.name}" was called${from === undefined ? '' : ` by "${from}"`} and no link to a service of this app carries it.`);
  }
}

function routeOf(runtime: Runtime, link: PlannedLink): Route[] {
  const [[party, binding] = []] = link.handlers;
  if (link.contract.kind !== 'operation' || party === undefined || binding === undefined) return [];
  return [{ link, executor: executorOf(runtime, party, binding), policies: policiesFor(link.policies, { clock: runtime.clock, idempotent: link.contract.idempotent }) }];
}

async function checkedOutput(contract: Operation, output: unknown): Promise<unknown> {
  try {
    return await validate(partOf(contract, 'output'), output, `The output of "${contract.name}"`);
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
    throw appErrors.HANDLER_OUTPUT_INVALID({ what: error.what, cause: error });
  }
}

function earliest(...times: ReadonlyArray<number | undefined>): number | undefined {
  const known = times.filter((each) => each !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

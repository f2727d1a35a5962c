import type { HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import type { Invocation, MethodHost, Outcome } from '../../driver/method.ts';
import { IsthmusError } from '../../kernel/error.ts';
import type { Caller } from '../../kernel/handler.ts';
import { validate } from '../../kernel/validate.ts';
import { callerOf } from './access.ts';
import { restErrors } from './errors.ts';
import { refuseConditions } from './etag.ts';
import { Exchange, traced } from './exchange.ts';
import { failureResponse } from './failure.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { submissionResponse, wantsJob } from './jobs/submit.ts';
import { keptAnswers } from './kept-answers.ts';
import type { KeptAnswers, Record } from './kept-answers.ts';
import { outputResponse } from './output.ts';
import { routePolicies, routeRate } from './policies.ts';
import type { Admit, RoutePolicies } from './policies.ts';
import type { RestRoute } from './route.ts';
import type { Running } from './running.ts';

type Answer = HttpResponse | Promise<HttpResponse>;

/** Answers the requests of one route. Every step goes on at once where it can: a promise is made only where something is awaited. */
export class RouteAnswerer {
  readonly #route: RestRoute;
  readonly #host: MethodHost;
  readonly #admit: Admit | undefined;
  readonly #policies: RoutePolicies | undefined;
  readonly #answers: KeptAnswers | undefined;
  readonly #running: Running;
  readonly #deadline: number | undefined;
  readonly #headersTaken: ReadonlySet<string>;

  constructor(route: RestRoute, host: MethodHost, running: Running) {
    this.#route = route;
    this.#host = host;
    this.#admit = routeRate(route.link, host);
    this.#policies = routePolicies(route.link, host);
    this.#answers = keptAnswers(route, host);
    this.#running = running;
    this.#deadline = route.link.policies.deadline;
    this.#headersTaken = new Set(Object.values(route.options.headers));
  }

  answer(request: HttpRequest, parameters: readonly string[]): Answer {
    const deadline = this.#deadline === undefined ? undefined : this.#host.clock.now() + this.#deadline;
    const exchange = new Exchange(this.#route, request, parameters, deadline);
    try {
      const response = this.#identify(exchange);
      return response instanceof Promise ? this.#awaited(exchange, response) : traced(exchange, response);
    } catch (error) {
      return failureResponse(exchange, error, this.#host.log);
    }
  }

  async #awaited(exchange: Exchange, response: Promise<HttpResponse>): Promise<HttpResponse> {
    this.#running.add(exchange);
    try {
      return traced(exchange, await response);
    } catch (error) {
      return failureResponse(exchange, error, this.#host.log);
    } finally {
      this.#running.delete(exchange);
    }
  }

  #identify(exchange: Exchange): Answer {
    const caller = this.#route.authenticate === undefined ? undefined : callerOf(this.#route, exchange.request);
    return caller instanceof Promise ? caller.then((settled) => this.#receive(exchange, settled)) : this.#receive(exchange, caller);
  }

  #receive(exchange: Exchange, caller: Caller | undefined): Answer {
    const { request } = exchange;
    exchange.caller = caller;
    this.#admit?.(exchange);
    if (this.#route.options.method !== 'GET') this.#readHeaders(exchange);
    const input = this.#route.reader.read(request, exchange.parameters);
    return input instanceof Promise ? input.then((settled: unknown) => this.#accept(exchange, settled)) : this.#accept(exchange, input);
  }

  #readHeaders(exchange: Exchange): void {
    refuseConditions(exchange.request, this.#headersTaken);
    exchange.key = idempotencyKeyOf(exchange.request);
  }

  #accept(exchange: Exchange, given: unknown): Answer {
    if (wantsJob(exchange)) return submissionResponse(exchange, given, this.#host);
    const input = validate(this.#route.input, given, this.#route.inputName);
    return input instanceof Promise ? input.then((settled: unknown) => this.#call(exchange, settled)) : this.#call(exchange, input);
  }

  #call(exchange: Exchange, input: unknown): Answer {
    const answers = this.#answers;
    if (answers === undefined) return this.#work(exchange, input, undefined);
    return answers.once(exchange, input, (record) => this.#work(exchange, input, record));
  }

  #work(exchange: Exchange, input: unknown, record: Record | undefined): Answer {
    const outcome = this.#policies === undefined ? this.#execute(input, exchange) : this.#policies.run(exchange, (invocation) => this.#execute(input, invocation));
    return outcome instanceof Promise ? outcome.then((settled) => this.#commit(exchange, settled, record)) : this.#commit(exchange, outcome, record);
  }

  /** Nothing is answered before the effects of the handler, and the answer kept for its key, are durable. */
  #commit(exchange: Exchange, outcome: Outcome, record: Record | undefined): Answer {
    const response = outputResponse(this.#route, exchange.request, outcome.output);
    const quiet = outcome.effects === undefined || outcome.effects.size === 0;
    if (quiet && record === undefined) return response;
    return this.#host.commit(outcome.effects, record?.(response)).then(() => response);
  }

  #execute(input: unknown, invocation: Invocation): Outcome | Promise<Outcome> {
    const outcome = this.#route.execute(input, invocation);
    return outcome instanceof Promise ? outcome.then((settled) => this.#check(settled)) : this.#check(outcome);
  }

  /** The outcome with its output as the contract has it. */
  #check(outcome: Outcome): Outcome | Promise<Outcome> {
    try {
      const output = validate(this.#route.output, outcome.output, this.#route.outputName);
      if (output instanceof Promise) return output.then((settled: unknown) => ({ ...outcome, output: settled }), (error: unknown) => this.#refuseOutput(error));
      return output === outcome.output ? outcome : { output, effects: outcome.effects };
    } catch (error) {
      return this.#refuseOutput(error);
    }
  }

  #refuseOutput(error: unknown): never {
    const issues = error instanceof IsthmusError ? error.details['issues'] : undefined;
    throw restErrors.REST_OUTPUT_INVALID({ what: `The handler of "${this.#route.contract.name}" answered with what its contract does not allow: ${JSON.stringify(issues)}.`, cause: error });
  }
}

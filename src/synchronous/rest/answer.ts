import type { HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import type { MethodHost, Outcome } from '../../driver/method.ts';
import type { Caller } from '../../kernel/handler.ts';
import { validate } from '../../kernel/validate.ts';
import { callerOf } from './access.ts';
import { refuseConditions } from './conditions.ts';
import { deadlineOf } from './deadline.ts';
import { Exchange, traced } from './exchange.ts';
import { failureResponse } from './failure.ts';
import { fileAnswer } from './file-answer.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { submissionResponse, wantsJob } from './jobs/submit.ts';
import { requireAcceptable } from './negotiate.ts';
import { keptAnswers } from './kept-answers.ts';
import type { KeptAnswers } from './kept-answers.ts';
import { checkedOutcome, outputResponse } from './output.ts';
import { RouteObserver } from './observed.ts';
import { through } from './pipeline.ts';
import type { Step, Surroundings } from './pipeline.ts';
import { routePolicies, routeRate } from './policies.ts';
import type { RestRoute } from './route.ts';
import type { Running } from './running.ts';
import { streamTypes } from './streaming/formats.ts';
import { streamHead, streamResponse } from './streaming/answer.ts';
import { streamingInput } from './streaming/input.ts';

type Steps = ReadonlyArray<Step<Exchange>>;

/** Answers the requests of one route. */
export class RouteAnswerer implements Surroundings<Exchange> {
  readonly #route: RestRoute;
  readonly #host: MethodHost;
  readonly #running: Running;
  readonly #observer: RouteObserver;
  readonly #deadline: number | undefined;
  readonly #now: Steps;
  readonly #later: Steps;

  constructor(route: RestRoute, host: MethodHost, running: Running) {
    this.#route = route;
    this.#host = host;
    this.#running = running;
    this.#observer = new RouteObserver(route, host);
    this.#deadline = route.link.policies.deadline;
    const arrival = [...negotiation(route), ...arrivalSteps(route, host)];
    const taken = route.shape === 'input-stream' ? [takeStream] : [read, parse];
    this.#later = [...arrival, ...taken, (exchange, input) => submissionResponse(exchange, input, host)];
    this.#now = [...arrival, ...taken, ...(route.shape === 'input-stream' ? [] : [accept]), ...workSteps(route, host, running)];
  }

  answer(request: HttpRequest, parameters: readonly string[]): HttpResponse | Promise<HttpResponse> {
    let deadline: number | undefined;
    try {
      deadline = deadlineOf(request, this.#deadline, this.#host.clock.now());
    } catch (error) {
      return failureResponse(new Exchange(this.#route, request, parameters, undefined), error, this.#host.log);
    }
    const exchange = new Exchange(this.#route, request, parameters, deadline);
    this.#observer.begin(exchange);
    try {
      const response = this.#through(wantsJob(exchange) ? this.#later : this.#now, exchange);
      return response instanceof Promise ? (response as Promise<HttpResponse>) : this.done(exchange, response);
    } catch (error) {
      return this.failed(exchange, error);
    }
  }

  /** Within the span of the request, so that what authenticates and validates stands below it too; or so that none of it begins a trace. */
  #through(steps: Steps, exchange: Exchange): unknown {
    const { tracing } = this.#host;
    if (tracing === undefined) return through(steps, exchange, undefined, this);
    const work = (all: Steps, each: Exchange): unknown => through(all, each, undefined, this);
    return exchange.span === undefined ? tracing.quietly(work, steps, exchange) : exchange.span.run(work, steps, exchange);
  }

  begin(exchange: Exchange): void {
    this.#observer.waits();
    this.#running.add(exchange);
  }

  done(exchange: Exchange, response: unknown): HttpResponse {
    this.#observer.done(exchange, response as HttpResponse);
    return traced(exchange, response as HttpResponse);
  }

  failed(exchange: Exchange, error: unknown): HttpResponse {
    const response = failureResponse(exchange, error, this.#host.log);
    this.#observer.failed(exchange, response, error);
    return response;
  }

  end(exchange: Exchange): void {
    this.#observer.waited();
    this.#running.delete(exchange);
  }
}

/** Whether the client takes what there is to give; before anything is done for it. */
function negotiation({ shape, options }: RestRoute): Steps {
  if (shape === 'output-stream') return [({ request }) => void requireAcceptable(request, streamTypes)];
  if (options.respond === 'file' || options.status === 204) return [];
  return [({ request }) => void requireAcceptable(request)];
}

/** Who calls, whether they may, how often, and what their headers say; before the body is read. */
function arrivalSteps(route: RestRoute, host: MethodHost): Steps {
  const admit = routeRate(route.link, host);
  const headersTaken = new Set(Object.values(route.options.headers));
  const readHeaders: Step<Exchange> = (exchange) => {
    refuseConditions(exchange.request, headersTaken);
    exchange.key = idempotencyKeyOf(exchange.request);
  };
  const identify: Step<Exchange> = ({ request }) => callerOf(route, request);
  const enter: Step<Exchange> = (exchange, caller) => {
    exchange.caller = caller as Caller | undefined;
    admit?.(exchange);
  };
  return [...(route.authenticate === undefined && admit === undefined ? [] : [identify, enter]), ...(route.options.method === 'GET' ? [] : [readHeaders])];
}

const read: Step<Exchange> = ({ route, request }) => route.reader.read(request);
const parse: Step<Exchange> = ({ route, request, parameters }, bytes) => route.reader.parse(request, parameters, bytes as Uint8Array | undefined);
const accept: Step<Exchange> = ({ route }, input) => validate(route.input, input, route.inputName);

const takeStream: Step<Exchange> = (exchange) => streamingInput(exchange);
/** An input that broke off must not count, whatever its handler made of it. */
const requireInput: Step<Exchange> = ({ inputFault }, outcome) => {
  if (inputFault !== undefined) throw inputFault.error;
  return outcome;
};

/** The handler, its output checked, its effects durable; once, where answers are kept by their key. */
function workSteps(route: RestRoute, host: MethodHost, running: Running): Steps {
  const policies = routePolicies(route.link, host);
  const call: Step<Exchange> = policies === undefined
    ? (exchange, input) => route.execute(input, exchange)
    : (exchange, input) => policies.run(exchange, (invocation) => route.execute(input, invocation));
  if (route.shape === 'output-stream') return flowSteps(call, host, running);
  const whole: Steps = route.shape === 'input-stream' ? [requireInput] : [];
  const work: Steps = [call, ...whole, (_exchange, outcome) => checkedOutcome(route, outcome as Outcome), (exchange, outcome) => committed(exchange, outcome as Outcome, host)];
  const answers = keptAnswers(route, host);
  return answers === undefined ? work : [onceThrough(answers, work)];
}

/** A head is answered without the handler; else it begins, and goes on as the client reads. */
function flowSteps(call: Step<Exchange>, host: MethodHost, running: Running): Steps {
  const begin: Step<Exchange> = (exchange, outcome) => streamResponse(exchange, outcome as Outcome, host, running);
  return [(exchange, input) => streamHead(exchange) ?? through([call, begin], exchange, input)];
}

function onceThrough(answers: KeptAnswers, work: Steps): Step<Exchange> {
  return (exchange, input) => answers.once(exchange, input, (record) => {
    exchange.record = record;
    return through(work, exchange, input) as HttpResponse | Promise<HttpResponse>;
  });
}

/** Nothing is answered before the effects of the handler, and the answer kept for its key, are durable. */
function committed(exchange: Exchange, outcome: Outcome, host: MethodHost): HttpResponse | Promise<HttpResponse> {
  const { record, route, request } = exchange;
  const quiet = outcome.effects === undefined || outcome.effects.size === 0;
  if (route.options.respond === 'file') return (quiet ? Promise.resolve() : host.commit(outcome.effects)).then(() => fileAnswer(route, request, outcome.output));
  const response = outputResponse(route, request, outcome.output);
  if (quiet && record === undefined) return response;
  return host.commit(outcome.effects, record?.(response)).then(() => response);
}

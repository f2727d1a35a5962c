import { systemClock } from '../kernel/clock.ts';
import { shapeOf } from '../kernel/contract.ts';
import type { InputOf, Operation, OutputOf } from '../kernel/contract.ts';
import { listFaults } from '../kernel/faults.ts';
import { readFields } from '../kernel/options.ts';
import type { Fault, Given } from '../kernel/options.ts';
import { policyFields } from '../kernel/policies.ts';
import type { Policies } from '../kernel/policies.ts';
import { randomId } from '../kernel/trace.ts';
import { milliseconds } from '../kernel/units.ts';
import type { Duration } from '../kernel/units.ts';
import { policiesFor } from '../resilience/policies.ts';
import type { LinkPolicies } from '../resilience/policies.ts';
import { resilienceErrors } from '../resilience/errors.ts';
import { clientErrors } from './errors.ts';
import { clientJob } from './job.ts';
import type { ClientJob } from './job.ts';
import type { BoundTransport, ClientCall, Transport } from './transport.ts';

const { idempotency: _kept, ...clientPolicyFields } = policyFields;

export interface ClientOptions {
  /** How the operation is reached: `rest({ … })`, `inProcess(app)`, or a transport of your own. */
  readonly via: Transport;
  /** Applied on this side. The rate limit counts this client (`per: 'link'`). */
  readonly policies?: Given<typeof clientPolicyFields>;
  /** The service keeps answers by their key (`policies.idempotency` of its link), so that a write may be repeated. Default: false. */
  readonly idempotency?: boolean;
}

/** What goes on from the work that calls: its deadline, cancellation and trace. A handler's context is one. */
export interface Surroundings {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since 1970. */
  readonly deadline?: number | undefined;
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

export interface ClientCallOptions {
  /** Wait no longer than this; never longer than what is left of `within`, or than `policies.deadline`. */
  readonly deadline?: Duration;
  readonly signal?: AbortSignal;
  /** Default: made for writes that may be repeated. */
  readonly idempotencyKey?: string;
  /** The work for which this is called: `context` inside a handler. */
  readonly within?: Surroundings;
}

/** Calls one operation. The same whatever carries it. */
export interface Client<C extends Operation> {
  (input: InputOf<C>, options?: ClientCallOptions): Promise<OutputOf<C>>;
  /** Hands the operation over as a job. Throws `CLIENT_INVALID` where the transport has no jobs. */
  submit(input: InputOf<C>, options?: ClientCallOptions): Promise<ClientJob<C>>;
}

/** Makes the client of an operation. Throws `CLIENT_INVALID` or `OPTION_INVALID`. */
export function client<C extends Operation>(contract: C, options: ClientOptions): Client<C> {
  const caller = new ClientCaller(contract, options);
  const call = (input: unknown, given?: ClientCallOptions) => caller.call(input, given);
  const submit = (input: unknown, given: ClientCallOptions = {}) => caller.submit(input, given);
  return Object.assign(call, { submit }) as Client<C>;
}

/** Of a call that asks for nothing special. */
const plain: ClientCall = { signal: undefined, deadline: undefined, attempt: 1, idempotencyKey: undefined, traceparent: undefined, tracestate: undefined };

class ClientCaller {
  readonly #contract: Operation;
  readonly #bound: BoundTransport;
  readonly #policies: LinkPolicies | undefined;
  readonly #limit: number | undefined;
  /** A write that may be sent twice. */
  readonly #keyed: boolean;
  readonly #streams: boolean;

  constructor(contract: Operation, { via, policies: given = {}, idempotency = false, ...more }: ClientOptions) {
    const policies = readPolicies(given, Object.keys(more), contract);
    const shape = shapeOf(contract);
    this.#contract = contract;
    this.#bound = via.bind(contract);
    this.#limit = policies.deadline;
    this.#keyed = contract.effect === 'write' && (idempotency || policies.retry !== undefined);
    this.#streams = shape !== 'unary';
    const used = Object.values(policies).some((each) => each !== undefined);
    this.#policies = used ? policiesFor(policies, { clock: systemClock, idempotent: contract.idempotent || idempotency }) : undefined;
  }

  call(input: unknown, options: ClientCallOptions | undefined): unknown {
    // The usual call inside one process costs nothing of what it does not use.
    if (options === undefined && this.#policies === undefined && !this.#keyed) return this.#bound.call(input, plain);
    return this.#run(options ?? {}, (call) => this.#bound.call(input, call));
  }

  async submit(input: unknown, options: ClientCallOptions): Promise<ClientJob<Operation>> {
    const { submit, progress } = this.#bound;
    if (submit === undefined || progress === undefined) throw clientErrors.CLIENT_INVALID(`"${this.#contract.name}" can't be handed over as a job by this transport.`);
    return clientJob(await this.#run(options, (call) => submit(input, call)), progress);
  }

  async #run<T>(options: ClientCallOptions, attemptCall: (call: ClientCall) => T | Promise<T>): Promise<T> {
    const { within = {} } = options;
    const deadline = earliest(within.deadline, options.deadline === undefined ? undefined : systemClock.now() + milliseconds(options.deadline));
    const signal = joined(within.signal, options.signal);
    const more = { idempotencyKey: options.idempotencyKey ?? (this.#keyed ? randomId() : undefined), traceparent: within.traceparent, tracestate: within.tracestate };
    const policies = this.#policies ?? unpolicied;
    if (!this.#streams) return policies.run({ signal, deadline }, (attempt) => attemptCall({ ...attempt, ...more }));
    const lasting = lastingSignal(signal, earliest(deadline, this.#limit === undefined ? undefined : systemClock.now() + this.#limit));
    return policies.run({ signal, deadline }, ({ deadline: until, attempt }) => attemptCall({ ...more, signal: lasting, deadline: until, attempt }));
  }
}

const unpolicied = policiesFor({}, { clock: systemClock, idempotent: false });

function readPolicies(given: unknown, unknown: readonly string[], contract: Operation): Omit<Policies, 'idempotency'> {
  const faults: Fault[] = unknown.map((path) => ({ path, message: 'is not known; known are via, policies, idempotency' }));
  const policies = readFields(clientPolicyFields, given, 'policies', faults);
  if (policies?.rateLimit !== undefined && policies.rateLimit.per !== 'link') faults.push({ path: 'policies.rateLimit.per', message: 'must be "link": a client is one caller' });
  const streamsIn = ['input-stream', 'both-stream'].includes(shapeOf(contract));
  if (policies?.retry !== undefined && streamsIn) faults.push({ path: 'policies.retry', message: 'has no effect where the input streams: its values can be taken once' });
  if (policies !== undefined && faults.length === 0) return policies;
  throw clientErrors.CLIENT_INVALID({ what: `The client of "${contract.name}": ${listFaults(faults)}.`, details: { faults } });
}

/** A signal that holds for the whole of a stream. */
function lastingSignal(signal: AbortSignal | undefined, deadline: number | undefined): AbortSignal | undefined {
  if (deadline === undefined) return signal;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(resilienceErrors.DEADLINE_EXCEEDED('The deadline passed while the answer flowed.')), Math.min(Math.max(0, deadline - systemClock.now()), 2_147_483_647));
  timer.unref();
  return joined(signal, controller.signal);
}

function earliest(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined || second === undefined ? (first ?? second) : Math.min(first, second);
}

function joined(first: AbortSignal | undefined, second: AbortSignal | undefined): AbortSignal | undefined {
  return first === undefined || second === undefined ? (first ?? second) : AbortSignal.any([first, second]);
}

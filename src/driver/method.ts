import type { Capability } from '../kernel/capability.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Contract, ContractKind, Event, Operation, Shape } from '../kernel/contract.ts';
import type { Caller, CallOptions, EmitOptions, HandledMessage, HandlerBinding, JobReference, Log, SubmitOptions } from '../kernel/handler.ts';
import type { Message, QueueMessage } from '../kernel/message.ts';
import type { Needs } from '../kernel/needs.ts';
import type { Fault } from '../kernel/options.ts';
import type { Policies } from '../kernel/policies.ts';
import type { Json, JsonSchema } from '../kernel/schema.ts';
import type { HttpEndpoint, UpgradeEndpoint } from './endpoint.ts';
import type { QueueAdministration, StreamAdministration } from './administration.ts';
import type { Engine, OpenEngine, Unit } from './engine.ts';
import type { WebhookAdministration } from './webhook.ts';
import type { ReceiverMeter, Span, SpanAttributes, Tracing } from './telemetry.ts';

/**
 * How a link travels: what `via` takes. Plain data plus the runner that serves all links of the method. `K` and
 * `S` let the type checker refuse a contract that the method can't carry.
 */
export interface Method<K extends ContractKind = ContractKind, S extends Shape = Shape> {
  readonly name: string;
  readonly carries: readonly K[];
  /** For operations: the shapes it can carry. */
  readonly shapes: readonly S[];
  /** Options with their defaults, for the map. */
  readonly options: Readonly<Record<string, Json>>;
  /** The engine named by this link; `undefined`: the app's default. `none`: the method needs no engine. */
  readonly engine: Engine | undefined | 'none';
  /** What it asks of its engine, each with the option that asks for it. */
  readonly asks: ReadonlyArray<{ readonly capability: Capability; readonly because: string }>;
  readonly runner: MethodRunner;
}

/** A link after all declarations were checked. */
export interface PlannedLink {
  readonly name: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly contract: Contract;
  readonly method: Method;
  readonly needs: Partial<Needs>;
  readonly policies: Partial<Policies>;
  /** The receiving services' handlers, by the service's name. Empty where the receiver is outside. */
  readonly handlers: ReadonlyMap<string, HandlerBinding>;
}

/** Serves every link of one method. */
export interface MethodRunner {
  readonly name: string;
  /** Faults between links and options that only the method knows (two routes alike, a key missing). */
  check(links: readonly PlannedLink[]): readonly Fault[];
  /** Declares queues, builds routes; takes no work yet. */
  open(links: readonly PlannedLink[], host: MethodHost): Promise<RunningMethod>;
}

/** What a message or job adds to the unit of whoever emits it. */
export interface Outgoing {
  readonly engine: OpenEngine;
  readonly unit: Pick<Unit, 'send' | 'append' | 'state'>;
}

export interface RunningMethod {
  /** Begins to take work. */
  start(): Promise<void>;
  /** Events: what emitting on this link adds to the unit, for whom it is emitted. Options were checked for their types, not for the link's capabilities. */
  outgoing?(link: PlannedLink, message: Message, options: EmitOptions, caller?: Caller): Outgoing | readonly Outgoing[];
  /** Jobs: what submitting adds to units, by engine. Resolves an idempotent repeat to the first job, with nothing to add. */
  submit?(link: PlannedLink, input: unknown, options: SubmitOptions, parent: Origin): Promise<{ readonly job: JobReference; readonly outgoing: readonly Outgoing[] }>;
  /**
   * Jobs: what to commit instead of effects that were refused because somebody else was faster with the same idempotency key;
   * `undefined`: they were refused for another reason.
   */
  contended?(error: unknown, effects: Effects): Promise<Effects | undefined>;
  /** Jobs: for the methods that show and cancel them. */
  readonly jobs?: JobPort;
  /** Queues: what a person can do with the one of a link. */
  queue?(link: PlannedLink): QueueAdministration;
  /** Webhooks: what a person can do with all of them. */
  readonly webhooks?: WebhookAdministration;
  /** Streams: what a person can do with the one of a link. */
  stream?(link: PlannedLink): StreamAdministration;
  /** What holds for everything on a link, in the words of OpenTelemetry's conventions: `messaging.destination.name`, `http.route`. */
  attributes?(link: PlannedLink): SpanAttributes;
  /** Synchronous methods on HTTP. */
  readonly endpoint?: HttpEndpoint;
  /** Methods on connections that leave HTTP; they have an `endpoint` too. */
  readonly upgrade?: UpgradeEndpoint;
  /** Operations that somebody outside answers: asks the client that `options.to` names. */
  ask?(link: PlannedLink, input: unknown, options: CallOptions, origin: Origin): Promise<unknown>;
  /** Takes nothing new and finishes what runs; at `signal` handlers are aborted and what is unfinished goes back. */
  drain(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Where something that is emitted comes from. */
export interface Origin {
  readonly source: string;
  readonly traceparent: string | undefined;
  /** What tracing systems add to it (W3C Trace Context, section 3.3). */
  readonly tracestate?: string | undefined;
  readonly caller: Caller | undefined;
}

/** How a message says on whose behalf it was sent. */
export interface CallerAttribute {
  /** A message that says so, where it may travel; called last, when nothing else of the message changes. */
  write(message: QueueMessage, caller: Caller): QueueMessage;
  /** `undefined`: nobody, or somebody that can't be trusted. */
  read(message: Message): Caller | undefined;
}

/** One call of a handler. */
export interface Invocation {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly deadline: number | undefined;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly traceparent: string | undefined;
  readonly tracestate?: string | undefined;
  readonly caller: Caller | undefined;
  readonly message: HandledMessage | undefined;
  /** The socket that the call came on. */
  readonly connection?: string | undefined;
  /** Where the call is sampled; the handler runs within it. */
  readonly span?: Span | undefined;
  /** Only for jobs. */
  readonly progress?: ((fraction: number, note?: string) => void) | undefined;
}

/** What a handler's success adds, by engine. */
export type Effects = ReadonlyMap<OpenEngine, Pick<Unit, 'send' | 'append' | 'state'>>;

/** What a method adds for its own engine. */
export interface OwnUnit {
  readonly engine: OpenEngine;
  readonly unit: Unit;
  /** Messages of another engine than the state's that this unit settles; remembered in the inbox until that is durable. */
  readonly handled?: HandledMessages;
}

/** Messages that one consumer handled, by what identifies them across redeliveries. */
export interface HandledMessages {
  readonly consumer: string;
  readonly messages: readonly string[];
}

/** A handler's success: nothing of `effects` has happened yet; the method commits them with its own settlement. */
export interface Outcome {
  readonly output: unknown;
  /** `undefined`: none. */
  readonly effects: Effects | undefined;
  /** Where the output streams: ends the handler's context once the last value was taken, and gives the effects. */
  readonly end?: () => Effects | undefined;
}

/** Calls a handler with a fresh context. Synchronous where the handler is, which keeps hot paths free of promises. */
export type Executor = (input: unknown, invocation: Invocation) => Outcome | Promise<Outcome>;

/** State of a job as a caller sees it. */
export interface JobView {
  readonly id: string;
  readonly operation: string;
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly progress: number;
  readonly note: string | undefined;
  /** Milliseconds since 1970. */
  readonly submittedAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly attempts: number;
  readonly output: Json | undefined;
  readonly error: { readonly code: string; readonly category: string; readonly what: string; readonly why: string; readonly fix: string } | undefined;
  /** When to ask again, milliseconds; from measured durations. */
  readonly retryAfter: number;
  /** Who submitted it; `undefined`: the app itself, or somebody unknown. */
  readonly caller: Caller | undefined;
}

export interface JobPort {
  /** Throws `JOB_UNKNOWN`, or `JOB_GONE` where its result is kept no longer. */
  get(id: string): Promise<JobView>;
  /** Aborts the running handler's signal, or takes the job out of its queue. Cancelling a finished job is refused with `JOB_FINISHED`. */
  cancel(id: string): Promise<JobView>;
  /** The latest first. Looks at a limited number of jobs, and may find none of a rare kind before `next`. */
  list(filter: { readonly operation?: string; readonly state?: JobView['state']; readonly limit: number; readonly after?: string }): Promise<JobPage>;
}

/** Some jobs, and the id after which there may be more; `undefined`: there are no more. */
export interface JobPage {
  readonly items: readonly JobView[];
  readonly next: string | undefined;
}

/** What the app hands to each method. */
export interface MethodHost {
  /** The app's name; the start of every message's `source`. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The engine that a link's method travels on. Throws where it has none. */
  engineOf(link: PlannedLink): OpenEngine;
  /** That engine as it was declared: its capabilities, its limits, and whether only this app writes into it. */
  declaredEngineOf(link: PlannedLink): Engine;
  /** How the caller travels with messages on links that share a queue or stream. */
  callersOn(links: readonly PlannedLink[]): CallerAttribute;
  /** The engine that keeps the app's state. */
  readonly stateEngine: OpenEngine;
  /** Makes the executor of a handler for a link; `party` is the service it belongs to. */
  executor(link: PlannedLink, party: string, binding: HandlerBinding): Executor;
  /**
   * Commits effects together with what the method adds for its own engine; through the outbox where they belong
   * to several engines, so that they happen once and in order.
   */
  commit(effects: Effects | undefined, own?: OwnUnit): Promise<void>;
  /** Hands an operation over as a job and commits. */
  submit(contract: Operation, input: unknown, options: SubmitOptions, origin: Origin): Promise<JobReference>;
  /** Emits outside of a handler and commits. */
  emit(contract: Event, data: unknown, options: EmitOptions, origin: Origin): Promise<void>;
  /** Measures one receiver of a link. */
  meter(link: PlannedLink, receiver: string): ReceiverMeter;
  /** `undefined`: no spans are made. */
  readonly tracing: Tracing | undefined;
  /** Jobs of the app, where a link is served by jobs. */
  jobs(): JobPort | undefined;
  /** Checks a value against a contract's schema. Throws `DATA_INVALID`. Synchronous where the validator is. */
  validate(schema: 'input' | 'output' | 'data', contract: Contract, value: unknown): unknown;
  /** JSON Schema of a contract's part, made once. */
  jsonSchema(schema: 'input' | 'output' | 'data', contract: Contract): JsonSchema;
  /** What endpoints tell about themselves at addresses of their own. */
  readonly documents: 'all' | 'openapi' | 'none';
  /** The contracts, links and parties, for endpoints that describe them (OpenAPI). */
  readonly links: readonly PlannedLink[];
}

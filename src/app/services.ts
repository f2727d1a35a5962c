import type { Clock } from '../kernel/clock.ts';
import type { Operation } from '../kernel/contract.ts';
import type { CallOptions, JobReference, Log, SubmitOptions } from '../kernel/handler.ts';
import type { OpenEngine } from '../driver/engine.ts';
import type { Span } from '../driver/telemetry.ts';
import type { Effects, Invocation, Origin, Outgoing, OwnUnit } from '../driver/method.ts';
import type { Emitter } from './emitter.ts';
import type { AppTelemetry } from './telemetry.ts';

/** A job, and what submitting it adds to a unit; nothing where it was submitted before. */
export interface Submission {
  readonly job: JobReference;
  readonly outgoing: readonly Outgoing[];
}

/** What contexts, executors and calls use of the running app. */
export interface AppServices {
  readonly name: string;
  readonly clock: Clock;
  readonly stateEngine: OpenEngine;
  readonly emitter: Emitter;
  readonly telemetry: AppTelemetry;
  /** The span of handing over a job from a handler, where its trace is sampled. */
  submitting(contract: Operation, origin: Origin, parent: Span | undefined): Span | undefined;
  logFor(link: string, party: string, traceparent: string): Log;
  call(contract: Operation, input: unknown, options: CallOptions, from: string | undefined, parent: Invocation | undefined, origin: Origin): Promise<unknown>;
  /** An answer came after its handler had ended. */
  unused(contract: Operation, from: string): void;
  submission(contract: Operation, input: unknown, options: SubmitOptions, origin: Origin): Promise<Submission>;
  commit(effects: Effects | undefined, own?: OwnUnit): Promise<void>;
}

import type { Clock } from '../kernel/clock.ts';
import type { Operation } from '../kernel/contract.ts';
import type { CallOptions, JobReference, Log, SubmitOptions } from '../kernel/handler.ts';
import type { OpenEngine } from '../driver/engine.ts';
import type { Effects, Invocation, Origin, Outgoing, OwnUnit } from '../driver/method.ts';
import type { Emitter } from './emitter.ts';

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
  logFor(party: string, traceparent: string): Log;
  call(contract: Operation, input: unknown, options: CallOptions, from: string | undefined, parent: Invocation | undefined, origin: Origin): Promise<unknown>;
  submission(contract: Operation, input: unknown, options: SubmitOptions, origin: Origin): Promise<Submission>;
  commit(effects: Effects | undefined, own?: OwnUnit): Promise<void>;
}

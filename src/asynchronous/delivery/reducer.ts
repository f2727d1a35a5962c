import type { DeadReason } from '../../driver/administration.ts';
import type { ErrorCategory } from '../../kernel/error.ts';

/** Where one delivery stands. Attempts are counted from the first delivery of the message, across restarts. */
export type DeliveryState =
  | { readonly phase: 'received'; readonly attempts: number }
  | { readonly phase: 'running'; readonly attempts: number; readonly abort: 'no' | 'timeout' | 'drain' }
  | { readonly phase: 'waiting'; readonly attempts: number; readonly until: number }
  /** In the state store: behind its key, or until its time. */
  | { readonly phase: 'parked'; readonly attempts: number; readonly until: number | undefined }
  | { readonly phase: 'dead'; readonly attempts: number; readonly reason: DeadReason }
  | { readonly phase: 'done'; readonly attempts: number }
  /** Back with the engine, for anyone. */
  | { readonly phase: 'returned'; readonly attempts: number };

export type DeliveryEvent =
  /** Its turn has come. `crashed`: one of its attempts ended with the process. */
  | { readonly type: 'begin'; readonly expired: boolean; readonly crashed: boolean }
  | { readonly type: 'succeeded' }
  /** `retryAt`: when it may be tried again, milliseconds. */
  | { readonly type: 'failed'; readonly category: ErrorCategory; readonly retryAt: number }
  /** It never started: a policy of ours held it back. Not an attempt. */
  | { readonly type: 'deferred'; readonly retryAt: number }
  | { readonly type: 'timed-out' }
  /** It went on long after its signal was aborted. */
  | { readonly type: 'stuck' }
  /** Its key is parked, or it would wait too long here. */
  | { readonly type: 'park' }
  /** The app stops. */
  | { readonly type: 'drain' };

/** What is to be done after an event. */
export type DeliveryCommand = 'none' | 'run' | 'abort' | 'wait' | 'settle' | 'bury' | 'park' | 'return';

export interface Step {
  readonly state: DeliveryState;
  readonly command: DeliveryCommand;
}

export interface DeliveryPolicy {
  /** How often a message is tried in all. */
  readonly attempts: number;
  /** Try again after faults of the message or its sender, too. */
  readonly retryRejected: boolean;
}

const rejections: ReadonlySet<ErrorCategory> = new Set([
  'invalid', 'unauthenticated', 'forbidden', 'not-found', 'precondition-failed', 'gone', 'too-large', 'unsupported',
]);
const unfit: ReadonlySet<ErrorCategory> = new Set(['invalid', 'too-large', 'unsupported']);

// The steps of a first attempt that succeeds are most of all steps; they cost no allocation.
export const fresh: DeliveryState = Object.freeze({ phase: 'received', attempts: 0 });
const firstRun: Step = { state: { phase: 'running', attempts: 1, abort: 'no' }, command: 'run' };
const firstDone: Step = { state: { phase: 'done', attempts: 1 }, command: 'settle' };

/** What an event does to a delivery. Pure; an event that does not fit the phase (a late result) changes nothing. */
export function reduce(state: DeliveryState, event: DeliveryEvent, policy: DeliveryPolicy): Step {
  switch (state.phase) {
    case 'received':
    case 'waiting':
      return idle(state, event, policy);
    case 'running':
      return running(state, event, policy);
    default:
      return { state, command: 'none' };
  }
}

type Idle = Extract<DeliveryState, { phase: 'received' | 'waiting' }>;
type Running = Extract<DeliveryState, { phase: 'running' }>;

function idle(state: Idle, event: DeliveryEvent, policy: DeliveryPolicy): Step {
  const { attempts } = state;
  if (event.type === 'begin') {
    if (event.expired) return dead(attempts, 'expired');
    if (attempts >= policy.attempts) return dead(attempts, event.crashed ? 'crashed' : 'failed');
    return attempts === 0 ? firstRun : { state: { phase: 'running', attempts: attempts + 1, abort: 'no' }, command: 'run' };
  }
  if (event.type === 'park') return { state: { phase: 'parked', attempts, until: state.phase === 'waiting' ? state.until : undefined }, command: 'park' };
  if (event.type === 'drain') return { state: { phase: 'returned', attempts }, command: 'return' };
  return { state, command: 'none' };
}

function running(state: Running, event: DeliveryEvent, policy: DeliveryPolicy): Step {
  const { attempts } = state;
  switch (event.type) {
    case 'succeeded':
      return attempts === 1 ? firstDone : { state: { phase: 'done', attempts }, command: 'settle' };
    case 'failed':
      return failed(state, event.category, event.retryAt, policy);
    case 'deferred':
      return state.abort === 'drain' ? returned(attempts - 1) : { state: { phase: 'waiting', attempts: attempts - 1, until: event.retryAt }, command: 'wait' };
    case 'timed-out':
      return state.abort === 'no' ? { state: { ...state, abort: 'timeout' }, command: 'abort' } : { state, command: 'none' };
    case 'stuck':
      return state.abort === 'drain' ? returned(attempts - 1) : dead(attempts, 'failed');
    case 'drain':
      return { state: { ...state, abort: 'drain' }, command: 'abort' };
    default:
      return { state, command: 'none' };
  }
}

function failed(state: Running, category: ErrorCategory, retryAt: number, policy: DeliveryPolicy): Step {
  const { attempts } = state;
  if (state.abort === 'drain') return returned(attempts - 1);
  if (rejections.has(category) && !policy.retryRejected) return dead(attempts, unfit.has(category) ? 'invalid' : 'rejected');
  if (attempts >= policy.attempts) return dead(attempts, 'failed');
  return { state: { phase: 'waiting', attempts, until: retryAt }, command: 'wait' };
}

/** What a shutdown interrupts was no attempt. */
function returned(attempts: number): Step {
  return { state: { phase: 'returned', attempts }, command: 'return' };
}

function dead(attempts: number, reason: DeadReason): Step {
  return { state: { phase: 'dead', attempts, reason }, command: 'bury' };
}

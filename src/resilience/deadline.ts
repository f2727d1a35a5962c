import type { Clock } from '../kernel/clock.ts';
import { alarm } from '../kernel/clock.ts';
import type { IsthmusError } from '../kernel/error.ts';
import type { Next, PolicyCall } from './call.ts';
import { resilienceErrors } from './errors.ts';

/** The earlier of the caller's deadline and the link's own (`limit`, milliseconds from now). */
export function deadlineOf(call: PolicyCall, limit: number | undefined, clock: Clock): number | undefined {
  const own = limit === undefined ? undefined : clock.now() + limit;
  return own === undefined || (call.deadline ?? Infinity) < own ? call.deadline : own;
}

/**
 * Makes a call with a signal that is aborted at the deadline or when the caller goes away; then it is
 * answered at once with `DEADLINE_EXCEEDED` or `CALL_CANCELLED`, whatever the work still does.
 */
export function withinDeadline<T>(call: PolicyCall, deadline: number | undefined, clock: Clock, next: Next<T>): T | Promise<T> {
  if (call.signal?.aborted === true) throw cancelled(call.signal.reason);
  if (deadline === undefined && call.signal === undefined) return next({ signal: new AbortController().signal, deadline, attempt: 1 });
  if (deadline !== undefined && deadline <= clock.now()) throw exceeded('before the call began');
  const watch = new Watch(call.signal, deadline, clock);
  return watch.over(() => next({ signal: watch.signal, deadline, attempt: 1 }));
}

const exceeded = (when: string): IsthmusError => resilienceErrors.DEADLINE_EXCEEDED(`The deadline passed ${when}.`);
const cancelled = (cause: unknown): IsthmusError => resilienceErrors.CALL_CANCELLED({ what: 'The call was cancelled by its caller.', cause });

/** Watches the clock and the caller while a call runs. */
class Watch {
  private readonly controller = new AbortController();
  private readonly caller: AbortSignal | undefined;
  private readonly deadline: number | undefined;
  private readonly clock: Clock;
  private release: () => void = () => undefined;

  constructor(caller: AbortSignal | undefined, deadline: number | undefined, clock: Clock) {
    this.caller = caller;
    this.deadline = deadline;
    this.clock = clock;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  over<T>(work: () => T | Promise<T>): T | Promise<T> {
    const answer = work();
    if (!(answer instanceof Promise)) return answer;
    return new Promise<T>((resolve, reject) => {
      this.arm((reason) => reject(reason));
      void answer.then(resolve, reject).finally(() => this.release());
    });
  }

  private arm(reject: (reason: IsthmusError) => void): void {
    const end = (reason: IsthmusError): void => {
      this.release();
      this.controller.abort(reason);
      reject(reason);
    };
    const gone = (): void => end(cancelled(this.caller?.reason));
    const disarm = this.deadline === undefined ? () => undefined : alarm(this.clock, this.deadline - this.clock.now(), () => end(exceeded('while the call ran')));
    this.caller?.addEventListener('abort', gone, { once: true });
    this.release = () => {
      disarm();
      this.caller?.removeEventListener('abort', gone);
    };
    if (this.caller?.aborted === true) gone();
  }
}

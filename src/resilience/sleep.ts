import type { Clock } from '../kernel/clock.ts';
import { alarm } from '../kernel/clock.ts';

/** Resolves after `milliseconds`, or as soon as the signal is aborted. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      disarm();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const disarm = alarm(clock, milliseconds, end);
    signal.addEventListener('abort', end);
  });
}

import type { Clock } from '../kernel/clock.ts';
import type { TracesValues } from './options.ts';

const defaultPerSecond = 100;
/** While none may begin, the clock is only looked at so often. */
const patience = 16;

/** Whether a new trace may begin. */
export type Sampler = () => boolean;

/** The sampler that the options ask for: a share of all, or so many a second (a bucket that refills evenly and holds one second). */
export function samplerOf({ perSecond, ratio }: Pick<TracesValues, 'perSecond' | 'ratio'>, clock: Clock): Sampler {
  return ratio === undefined ? limited(perSecond ?? defaultPerSecond, clock) : () => Math.random() < ratio;
}

function limited(perSecond: number, clock: Clock): Sampler {
  const capacity = Math.max(perSecond, 1);
  let left = perSecond === 0 ? 0 : capacity;
  let last = clock.monotonic();
  let wait = 0;
  return () => {
    if (wait > 0) {
      wait -= 1;
      return false;
    }
    const now = clock.monotonic();
    left = Math.min(capacity, left + ((now - last) * perSecond) / 1_000);
    last = now;
    if (left >= 1) {
      left -= 1;
      return true;
    }
    wait = patience;
    return false;
  };
}

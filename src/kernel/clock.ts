/** Where time comes from; tests hand in their own. */
export interface Clock {
  /** Wall-clock time, milliseconds since 1970. May jump. */
  now(): number;
  /** Never goes back; milliseconds from an arbitrary start. For spans. */
  monotonic(): number;
  /** For a clock that does not run by itself: calls `action` once `delay` milliseconds have passed on it; answers with how to call that off. */
  after?(delay: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

const longestTimer = 2_147_483_647;

/** Calls `action` after `delay` milliseconds of this clock, however long that is. Answers with how to call it off. */
export function alarm(clock: Clock, delay: number, action: () => void): () => void {
  if (clock.after !== undefined) return clock.after(delay, action);
  let timer: ReturnType<typeof setTimeout>;
  const arm = (rest: number): void => {
    timer = setTimeout(() => (rest > longestTimer ? arm(rest - longestTimer) : action()), Math.min(Math.max(rest, 0), longestTimer));
  };
  arm(delay);
  return () => clearTimeout(timer);
}

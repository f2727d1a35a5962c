/** Where time comes from; tests hand in their own. */
export interface Clock {
  /** Wall-clock time, milliseconds since 1970. May jump. */
  now(): number;
  /** Never goes back; milliseconds from an arbitrary start. For spans. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

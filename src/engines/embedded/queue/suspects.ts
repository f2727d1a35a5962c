/**
 * Which records may have been with a handler when the process before ended uncleanly: receivers take what waits in order, so
 * those are the first ones of each lane, no more than could be held at one time.
 */
export class Suspects {
  private readonly perLane: number;
  private readonly before: number;
  /** By lane: how many were found, and the last one. */
  private readonly found = new Map<number, { count: number; last: number }>();

  /** `before`: what was sent later is not suspected. */
  constructor(perLane: number, before: number) {
    this.perLane = perLane;
    this.before = before;
  }

  /** Asked for the records of a lane as they are handed out. */
  has(position: number, lane: number): boolean {
    if (this.perLane === 0 || position >= this.before) return false;
    const found = this.found.get(lane) ?? { count: 0, last: -1 };
    if (position <= found.last) return true;
    if (found.count >= this.perLane) return false;
    this.found.set(lane, { count: found.count + 1, last: position });
    return true;
  }
}

import type { StreamReceiver } from '../../driver/stream.ts';

/** A receiver that knows in whose name its partitions are held. */
export interface PositionHolder extends StreamReceiver {
  /** Group, partition, member and epoch. Throws `SETTLED_LATE` where the partition is with somebody else. */
  place(lane: number): readonly [number, number, number, number];
  committed(lane: number, next: number): void;
}

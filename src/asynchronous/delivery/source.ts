import type { Delivery } from '../../driver/delivery.ts';
import type { Unit } from '../../driver/engine.ts';
import type { Item } from './item.ts';

/** Where deliveries come from, and how they are settled: a receiver of a queue, a member of a stream's group. */
export interface Source {
  receive(maximum: number): Promise<readonly Delivery[]>;
  /** Streams keep what came in order until it is finished. */
  arrived(item: Item): void;
  /** Adds to what the next unit settles; `false`: it is not ours any more. May be called again for the same item when its unit was refused. */
  settle(item: Item): boolean;
  /** An item that was settled is not, since its unit was refused. */
  reopen(item: Item): void;
  /** What was settled since the last call. */
  take(): Pick<Unit, 'settle' | 'positions' | 'state'> | undefined;
  close(): Promise<void>;
}

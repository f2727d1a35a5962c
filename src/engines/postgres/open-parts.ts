import type { Names } from './names.ts';
import type { Shared, Woken } from './shared.ts';

/** What the drivers of one open engine work with. */
export interface OpenParts extends Shared {
  readonly names: Names;
  readonly receivers: Set<Woken>;
  /** Throws `ENGINE_CLOSED`. */
  usable(): void;
}

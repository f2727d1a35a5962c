import type { Connection } from './connect.ts';
import type { Membership } from './membership.ts';
import type { Session } from './session.ts';

/** A receiver as the engine wakes it. */
export interface Woken {
  /** The queue or stream that it takes from. */
  readonly source: number;
  readonly membership: Membership;
  wake(): void;
  close(): Promise<void>;
  /** Stops as if its process had ended. */
  abandon(): Promise<void>;
}

/** What receivers have in common. */
export interface Shared {
  readonly pool: Connection;
  readonly schema: string;
  readonly session: Session;
  /** Milliseconds between two looks where nothing woke. */
  readonly poll: number;
  /** Members of this resource came or went, here or in another process. */
  announce(resource: number): void;
  /** Resolves once every unit that was handed in is decided. */
  flushed(): Promise<void>;
  forget(receiver: Woken): void;
}

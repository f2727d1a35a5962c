import type { Effect, Shape } from './contract.ts';
import type { ErrorCategory } from './error.ts';
import type { JsonSchema } from './schema.ts';

/** Version of the lock file's own form. */
export const lockVersion = 1;

/** What was removed from one object or list of values, and never comes back under the same name or number. */
export interface LockedReserve {
  readonly numbers: readonly number[];
  readonly names: readonly string[];
}

/** One contract as it was promised. Pointers (RFC 6901) begin with the part: `/input/properties/flight`. */
export interface LockedContract {
  readonly kind: 'operation' | 'event' | 'dataset';
  /** By part: `input`, `output`, `data` or `row`. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly effect?: Effect;
  readonly idempotent?: boolean;
  readonly shape?: Shape;
  readonly key?: string | readonly string[];
  readonly errors?: Readonly<Record<string, { readonly category: ErrorCategory; readonly schema?: JsonSchema }>>;
  /** Number of each property (`…/properties/flight`) and of each text of an enumeration (`…/enum/paid`), unique within its owner, from 1. */
  readonly fields: Readonly<Record<string, number>>;
  /** By owner: the pointer of the object or of the enumeration. */
  readonly reserved: Readonly<Record<string, LockedReserve>>;
  /** By pointer: the name of a schema that has one. */
  readonly types: Readonly<Record<string, string>>;
  /** The app has it no longer; its numbers stay taken. */
  readonly removed?: true;
}

/** What must never move between two versions of an app: written by `isthmus lock` only, and committed. */
export interface LockFile {
  readonly isthmus: typeof lockVersion;
  /** By `name@version`, sorted. */
  readonly contracts: Readonly<Record<string, LockedContract>>;
}

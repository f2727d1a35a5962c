import type { Capabilities } from './capability.ts';
import type { Effect, Shape } from './contract.ts';
import type { ErrorCategory } from './error.ts';
import type { Needs } from './needs.ts';
import type { Policies } from './policies.ts';
import type { Json, JsonSchema } from './schema.ts';

/** Version of the map's own form. */
export const mapVersion = 1;

export interface MapParty {
  readonly name: string;
  /** `service`: its handlers run in this app; the others are outside. */
  readonly kind: 'service' | 'browser' | 'phone' | 'partner' | 'device' | 'person' | 'external-service';
  readonly description: string;
}

export interface MapContract {
  readonly kind: 'operation' | 'event' | 'dataset';
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  /** By part: `input`, `output`, `data` or `row`. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly effect?: Effect;
  readonly idempotent?: boolean;
  readonly shape?: Shape;
  readonly key?: string | readonly string[];
  readonly errors?: Readonly<Record<string, { readonly category: ErrorCategory; readonly description: string; readonly schema?: JsonSchema }>>;
}

export interface MapEngine {
  /** As it is named in the app. */
  readonly name: string;
  /** Its kind: `embedded`. */
  readonly kind: string;
  readonly capabilities: Capabilities;
}

export interface MapLink {
  readonly name: string;
  readonly from: string;
  readonly to: readonly string[];
  /** `name@version`. */
  readonly contract: string;
  readonly method: string;
  /** The method's options with their defaults, as data. */
  readonly options: Readonly<Record<string, Json>>;
  /** The engine that carries it; absent for synchronous methods. */
  readonly engine?: string;
  readonly needs: Partial<Needs>;
  readonly policies: Partial<Policies>;
  /** Suppressed findings of the advisor with the reason. */
  readonly accepted: Readonly<Record<string, string>>;
}

/** All links together: plain data, read by everything that needs to know the whole. */
export interface IntegrationMap {
  readonly isthmus: typeof mapVersion;
  readonly name: string;
  readonly parties: readonly MapParty[];
  readonly contracts: readonly MapContract[];
  readonly engines: readonly MapEngine[];
  readonly links: readonly MapLink[];
}

import type { IntegrationMap, MapContract, MapEngine, MapLink, MapParty } from '../kernel/map.ts';
import type { Facts } from './facts.ts';
import type { ProviderLimits } from './limits.ts';
import type { MeasuredLink } from './measurements.ts';

/** How bad it is, worst first: `error` breaks, `warning` will hurt, `advice` could be better, `note` is worth knowing. */
export const severities = ['error', 'warning', 'advice', 'note'] as const;
export type Severity = (typeof severities)[number];

/** The ways of connecting that the advisor knows; more than the runtime carries today. */
export type Choice =
  | 'rest' | 'graphql' | 'grpc' | 'websocket' | 'sse' | 'queue' | 'stream' | 'publish-subscribe' | 'webhook' | 'job' | 'scheduled-pull'
  | 'pipeline' | 'file-transfer' | 'cdc' | 'gateway' | 'mesh' | 'bff';

/** One link of a map as the rules see it: what was declared, and what follows from it. */
export interface Case {
  readonly link: MapLink;
  readonly contract: MapContract | undefined;
  readonly engine: MapEngine | undefined;
  readonly from: MapParty | undefined;
  readonly to: readonly MapParty[];
  /** Needs, completed by the map and by what was measured. */
  readonly facts: Facts;
  readonly measured: MeasuredLink | undefined;
  readonly limits: ProviderLimits;
}

/** What a rule found: why, with the numbers, and the change. */
export interface Evidence {
  /** One sentence with the numbers of this case. */
  readonly why: string;
  /** What to change in the code. */
  readonly change: string;
  /** Where this case is worse or better than the rule's own severity. */
  readonly severity?: Severity;
  /** Where this case asks for another way than the rule does. */
  readonly recommends?: readonly Choice[];
}

interface RuleWords {
  /** As in the collected rules: A… choose a method, L… lint a choice. */
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** The ways that the rule recommends, best first; empty where the way is right and its options are wrong. */
  readonly recommends: readonly Choice[];
  /** Keys of `sources`. */
  readonly sources: readonly string[];
}

/** A rule about one link. */
export interface LinkRule extends RuleWords {
  when(one: Case): Evidence | undefined;
}

/** A rule about all links together. */
export interface MapRule extends RuleWords {
  /** Each with the name of the link where it begins. */
  over(cases: readonly Case[], map: IntegrationMap): ReadonlyArray<Evidence & { readonly link: string }>;
}

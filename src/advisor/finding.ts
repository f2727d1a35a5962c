import { ways } from './code.ts';
import type { Case, Choice, Evidence, LinkRule, MapRule, Severity } from './rule.ts';
import { sourcesOf } from './sources.ts';
import type { Source } from './sources.ts';

/** One thing that does not fit. */
export interface Finding {
  /** Id of the rule; `stale` for an acceptance that nothing needs. */
  readonly rule: string;
  /** Name of the link; of the first one where several are meant. */
  readonly link: string;
  readonly severity: Severity;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** One sentence with the numbers. */
  readonly why: string;
  /** What to change, in words with the names of options. */
  readonly change: string;
  /** The `via` (and policies) of the recommended way; `undefined` where only options must change. */
  readonly code: string | undefined;
  /** The ways that are recommended, best first; empty where only options must change. */
  readonly recommends: readonly Choice[];
  readonly sources: readonly Source[];
}

/** A finding that the link accepts, with the reason that it gives. */
export interface Suppressed extends Finding {
  readonly reason: string;
}

/** What a rule found on a link. */
export function findingOf(rule: Omit<LinkRule, 'when'> | Omit<MapRule, 'over'>, one: Case, evidence: Evidence): Finding {
  const { id, title } = rule;
  const recommends = evidence.recommends ?? rule.recommends;
  const [best] = recommends;
  return {
    rule: id, link: one.link.name, severity: evidence.severity ?? rule.severity, title, why: evidence.why, change: evidence.change,
    code: best === undefined ? undefined : codeFor(best, one), recommends, sources: sourcesOf(rule.sources),
  };
}

const carriesEvents: ReadonlySet<Choice> = new Set(['queue', 'stream', 'publish-subscribe']);

/** The code of a way with what the link says already: its path and its HTTP method. */
function codeFor(choice: Choice, { link, contract, facts }: Case): string {
  const { path, method } = link.options;
  const code = ways[choice].code(facts);
  const kept = typeof path === 'string' && typeof method === 'string' ? code.replace(/method: '[A-Z]+', path: '\/…'/, `method: '${method}', path: '${path}'`) : code;
  return contract?.kind === 'operation' && carriesEvents.has(choice) ? `${kept}  // an event takes the place of the operation` : kept;
}

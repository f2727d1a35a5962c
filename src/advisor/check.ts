import type { IntegrationMap } from '../kernel/map.ts';
import { ways } from './code.ts';
import { factsOf } from './facts.ts';
import { providerLimits } from './limits.ts';
import type { ProviderLimits } from './limits.ts';
import { preferenceOf } from './prefer.ts';
import type { Case, Choice, Evidence, LinkRule, MapRule, Severity } from './rule.ts';
import { severities } from './rule.ts';
import { linkRules } from './rules/all.ts';
import { topologyRules } from './rules/topology.ts';
import { sourcesOf } from './sources.ts';
import type { Source } from './sources.ts';

/** One thing that does not fit. */
export interface Finding {
  readonly rule: string;
  /** Name of the link; `undefined`: the whole map is meant. */
  readonly link: string | undefined;
  readonly severity: Severity;
  readonly title: string;
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

export interface Report {
  readonly app: string;
  readonly links: number;
  /** The worst first, then in the order of the map. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
}

export interface CheckOptions {
  /** Limits that replace those of the table, by provider. */
  readonly limits?: ProviderLimits;
}

/** Every finding on a map. Pure: the same map gives the same report. */
export function check(map: IntegrationMap, { limits = {} }: CheckOptions = {}): Report {
  const cases = casesOf(map, { ...providerLimits, ...limits });
  const overall = topologyRules.flatMap((rule) => rule.over(cases, map).map((evidence) => findingOf(rule, evidence.link, evidence)));
  const all = [...cases.flatMap((one) => findingsOf(one, overall)), ...overall];
  const accepted = new Map(map.links.map(({ name, accepted }) => [name, accepted]));
  const reasonFor = ({ link, rule }: Finding) => (link === undefined ? undefined : accepted.get(link)?.[rule]);
  return {
    app: map.name,
    links: map.links.length,
    findings: all.filter((each) => reasonFor(each) === undefined).sort(worstFirst),
    suppressed: all.flatMap((each) => {
      const reason = reasonFor(each);
      return reason === undefined ? [] : [{ ...each, reason }];
    }),
  };
}

const worstFirst = (a: Finding, b: Finding) => severities.indexOf(a.severity) - severities.indexOf(b.severity);

function casesOf(map: IntegrationMap, limits: ProviderLimits): readonly Case[] {
  const parties = new Map(map.parties.map((each) => [each.name, each]));
  const contracts = new Map(map.contracts.map((each) => [`${each.name}@${each.version}`, each]));
  const engines = new Map(map.engines.map((each) => [each.name, each]));
  return map.links.map((link) => {
    const contract = contracts.get(link.contract);
    const from = parties.get(link.from);
    const to = link.to.flatMap((name) => parties.get(name) ?? []);
    const engine = link.engine === undefined ? undefined : engines.get(link.engine);
    return { link, contract, engine, from, to, limits, facts: factsOf({ needs: link.needs, contract, from, to }) };
  });
}

/** What the rules say of one link. A general preference is told only where no rule recommends that way for a reason of its own. */
function findingsOf(one: Case, overall: readonly Finding[]): readonly Finding[] {
  const found = linkRules.flatMap((rule) => {
    const evidence = rule.when(one);
    return evidence === undefined ? [] : [findingOf(rule, one.link.name, evidence)];
  });
  const preference = preferenceOf(one);
  const known = [...found, ...overall.filter(({ link }) => link === one.link.name)];
  if (preference === undefined || known.some(({ recommends }) => recommends.includes(preference.recommends[0] as Choice))) return found;
  return [...found, findingOf({ ...preference, id: preference.rule }, one.link.name, preference)];
}

function findingOf(rule: Omit<LinkRule, 'when'> | Omit<MapRule, 'over'>, link: string | undefined, { why, change, severity }: Evidence): Finding {
  const { id, title, recommends } = rule;
  const [best] = recommends;
  return { rule: id, link, severity: severity ?? rule.severity, title, why, change, code: best === undefined ? undefined : ways[best].code({}), recommends, sources: sourcesOf(rule.sources) };
}

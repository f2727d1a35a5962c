import type { IntegrationMap, MapLink } from '../kernel/map.ts';
import { advisorErrors } from './errors.ts';
import { factsOf } from './facts.ts';
import { staleIn } from './stale.ts';
import { findingOf } from './finding.ts';
import type { Finding, Suppressed } from './finding.ts';
import { readLimits } from './limits.ts';
import type { LimitsGiven, ProviderLimits } from './limits.ts';
import { measuredNeeds } from './measurements.ts';
import type { Measured } from './measurements.ts';
import { preferenceOf } from './prefer.ts';
import { severities } from './rule.ts';
import type { Case } from './rule.ts';
import { acceptedFaults } from './rule-ids.ts';
import { linkRules, mapRules } from './rules/all.ts';

export type { Finding, Suppressed };

export interface Report {
  readonly app: string;
  readonly links: number;
  /** The worst first, then in the order of the map. */
  readonly findings: readonly Finding[];
  /** Findings that their link accepts. */
  readonly suppressed: readonly Suppressed[];
}

export interface CheckOptions {
  /** Limits that replace those of the table, by provider. */
  readonly limits?: LimitsGiven;
  /** What was measured, by the name of the link. It counts before what was declared. */
  readonly measurements?: Measured;
}

/** Every finding on a map. Pure: the same map gives the same report. Throws `ACCEPTANCE_INVALID` and `LIMITS_INVALID`. */
export function check(map: IntegrationMap, { limits = {}, measurements = {} }: CheckOptions = {}): Report {
  requireReasons(map.links);
  const cases = casesOf(map, readLimits(limits), measurements);
  const byName = new Map(cases.map((one) => [one.link.name, one]));
  const overall = mapRules.flatMap((rule) => rule.over(cases, map).flatMap((evidence) => {
    const one = byName.get(evidence.link);
    return one === undefined ? [] : [findingOf(rule, one, evidence)];
  }));
  const byLink = Map.groupBy(overall, ({ link }) => link);
  const all = [...cases.flatMap((one) => findingsOf(one, byLink.get(one.link.name) ?? [])), ...overall];
  const accepted = new Map(map.links.map((link) => [link.name, link.accepted]));
  const told = all.map((finding) => ({ finding, reason: accepted.get(finding.link)?.[finding.rule] }));
  return {
    app: map.name,
    links: map.links.length,
    findings: [...told.flatMap(({ finding, reason }) => (reason === undefined ? [finding] : [])), ...staleIn(map.links, all)].sort(worstFirst),
    suppressed: told.flatMap(({ finding, reason }) => (reason === undefined ? [] : [{ ...finding, reason }])),
  };
}

const worstFirst = (a: Finding, b: Finding) => severities.indexOf(a.severity) - severities.indexOf(b.severity);

/** A map may come from a file, so what the app refuses at boot is refused here too. */
function requireReasons(links: readonly MapLink[]): void {
  for (const { name, accepted } of links) {
    for (const { rule, message } of acceptedFaults(accepted)) {
      throw advisorErrors.ACCEPTANCE_INVALID({ what: `The link "${name}" accepts ${rule}, which ${message}.`, details: { link: name, rule } });
    }
  }
}

function casesOf(map: IntegrationMap, limits: ProviderLimits, measurements: Measured): readonly Case[] {
  const parties = new Map(map.parties.map((each) => [each.name, each]));
  const contracts = new Map(map.contracts.map((each) => [`${each.name}@${each.version}`, each]));
  const engines = new Map(map.engines.map((each) => [each.name, each]));
  return map.links.map((link) => {
    const contract = contracts.get(link.contract);
    const from = parties.get(link.from);
    const to = link.to.flatMap((name) => parties.get(name) ?? []);
    const engine = link.engine === undefined ? undefined : engines.get(link.engine);
    const measured = Object.hasOwn(measurements, link.name) ? measurements[link.name] : undefined;
    const needs = measured === undefined ? link.needs : { ...link.needs, ...measuredNeeds(measured) };
    return { link, contract, engine, from, to, limits, measured, facts: factsOf({ needs, contract, from, to }) };
  });
}

/** What the rules say of one link. A general preference is told only where no rule recommends that way for a reason of its own. */
function findingsOf(one: Case, overall: readonly Finding[]): readonly Finding[] {
  const found = linkRules.flatMap((rule) => {
    const evidence = rule.when(one);
    return evidence === undefined ? [] : [findingOf(rule, one, evidence)];
  });
  const preference = preferenceOf(one);
  const recommended = new Set([...found, ...overall].flatMap(({ recommends }) => recommends));
  if (preference === undefined || preference.recommends.some((choice) => recommended.has(choice))) return found;
  return [...found, findingOf({ ...preference, id: preference.rule }, one, preference)];
}

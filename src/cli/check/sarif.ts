import { relative, sep } from 'node:path';
import type { Finding, Report, Severity, Suppressed } from '../../advisor/index.ts';
import type { IntegrationMap } from '../../kernel/map.ts';
import type { Io } from '../command.ts';
import { placesOf } from './places.ts';
import type { Place } from './places.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', advice: 'note', note: 'note' };

/** A report as SARIF 2.1.0 (OASIS), for code review. Accepted findings are there too, as suppressed in the source. */
export function sarifOf(report: Report, map: IntegrationMap, file: string, io: Pick<Io, 'directory' | 'version'>): object {
  const findings: readonly (Finding | Suppressed)[] = [...report.findings, ...report.suppressed];
  const rules = [...new Map(findings.map((each) => [each.rule, each])).values()];
  const places = placesOf(map, file);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'isthmus', semanticVersion: io.version, rules: rules.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((each) => resultOf(each, rules.findIndex(({ rule }) => rule === each.rule), placeFor(places, each.link, file), io.directory)),
      },
    ],
  };
}

const placeFor = (places: ReadonlyMap<string, Place>, link: string | undefined, file: string): Place => places.get(link ?? '') ?? { file, line: 1 };

function ruleOf({ rule, title, severity, sources }: Finding): object {
  const [source] = sources;
  return {
    id: rule,
    shortDescription: { text: title },
    ...(source === undefined ? {} : { helpUri: source.url, help: { text: sources.map((each) => `${each.title}: ${each.url}`).join('\n') } }),
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf(finding: Finding | Suppressed, ruleIndex: number, { file, line }: Place, directory: string): object {
  const { rule, severity, link, title, why, change, recommends } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: `${link === undefined ? '' : `${link}: `}${title}. ${why} Change: ${change}` },
    locations: [{
      physicalLocation: { artifactLocation: { uri: uriOf(file, directory) }, region: { startLine: line } },
      ...(link === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: link, kind: 'resource' }] }),
    }],
    partialFingerprints: { 'isthmus/v1': `${link ?? ''}/${rule}` },
    properties: { severity, recommends },
    ...('reason' in finding ? { suppressions: [{ kind: 'inSource', justification: finding.reason }] } : {}),
  };
}

/** Relative to the working directory, so that a report made in the root of a repository fits its files. */
const uriOf = (file: string, directory: string): string => relative(directory, file).split(sep).map(encodeURIComponent).join('/');

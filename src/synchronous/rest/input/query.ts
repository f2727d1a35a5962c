import { nearest } from '../../../kernel/nearest.ts';
import { restErrors } from '../errors.ts';
import type { ParameterKind } from './coerce.ts';
import { decodeQuery } from './decode.ts';

/** Reads a query into `input`. Throws `REQUEST_MALFORMED`, or `QUERY_PARAMETER_UNKNOWN` with every unknown or repeated name. */
export function readQuery(query: string, parameters: ReadonlyMap<string, ParameterKind>, input: Record<string, unknown>): void {
  let issues: Issue[] | undefined;
  for (let start = 0; start < query.length; ) {
    const ampersand = query.indexOf('&', start);
    const end = ampersand < 0 ? query.length : ampersand;
    const issue = end === start ? undefined : readPair(query, start, end, parameters, input);
    if (issue !== undefined) (issues ??= []).push(issue);
    start = end + 1;
  }
  if (issues !== undefined) throw refused(issues);
}

interface Issue {
  readonly pointer: string;
  readonly in: 'query';
  readonly message: string;
}

function readPair(query: string, start: number, end: number, parameters: ReadonlyMap<string, ParameterKind>, input: Record<string, unknown>): Issue | undefined {
  const equals = query.indexOf('=', start);
  const split = equals < 0 || equals > end ? end : equals;
  const name = decodeQuery(query.slice(start, split));
  const kind = parameters.get(name);
  if (kind === undefined) return issueOf(name, unknownMessage(name, parameters));
  const value = kind.coerce(decodeQuery(query.slice(split + 1, end)));
  const before = Object.hasOwn(input, name) ? input[name] : undefined;
  if (kind.many) input[name] = before === undefined ? [value] : [...(before as readonly unknown[]), value];
  else if (before !== undefined) return issueOf(name, 'is given more than once');
  else input[name] = value;
  return undefined;
}

function unknownMessage(name: string, parameters: ReadonlyMap<string, ParameterKind>): string {
  const known = [...parameters.keys()];
  const near = nearest(name, known);
  if (near !== undefined) return `is not known; did you mean "${near}"?`;
  return known.length === 0 ? 'is not known; there are no query parameters here' : `is not known; known are ${known.join(', ')}`;
}

const issueOf = (name: string, message: string): Issue => ({ pointer: `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`, in: 'query', message });

function refused(issues: readonly Issue[]): Error {
  const [first] = issues;
  return restErrors.QUERY_PARAMETER_UNKNOWN({
    what: `The query does not fit: "${first?.pointer.slice(1) ?? ''}" ${first?.message ?? ''}${issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''}.`,
    details: { issues: issues.slice(0, 20) },
  });
}

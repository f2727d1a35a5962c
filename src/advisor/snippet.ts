import type { Needs } from '../kernel/needs.ts';
import { needFields } from '../kernel/needs.ts';
import { formatDuration, parseDuration } from '../kernel/units.ts';
import { ways } from './code.ts';
import type { Facts } from './facts.ts';
import type { Choice } from './rule.ts';

const durations = new Set(Object.entries(needFields).filter(([, { description }]) => description.endsWith('milliseconds.')).map(([name]) => name));

/** Needs as they are written on a link. */
function needsAsCode(needs: Partial<Needs>): string {
  const written = Object.entries(needs).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${asCode(name, value)}`);
  return written.length === 0 ? '{}' : `{ ${written.join(', ')} }`;
}

/** A time as a person writes it, where that loses nothing. */
function asCode(name: string, value: unknown): string {
  const text = typeof value === 'number' && durations.has(name) ? formatDuration(value) : undefined;
  return quoted(parseDuration(text) === value ? text : value);
}

const quoted = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value).replaceAll('"', "'"));

/** The link to paste: names in it are to be replaced. Ways that are not carried yet are told in a comment. */
export function snippetOf(choice: Choice, needs: Partial<Needs>, facts: Facts): string {
  const code = ways[choice].code(facts);
  if (code.startsWith('//')) return `${code}\n`;
  const [via = '', comment] = code.split('  // ');
  const ends = choice === 'publish-subscribe' ? 'from: sender, ' : 'from: sender, to: receiver, ';
  const contract = /\b(?:rest|websocket|graphql)\(/.test(via) ? 'doSomething' : 'somethingHappened';
  return [...(comment === undefined ? [] : [`// ${comment}`]), 'link({', `  ${ends}contract: ${contract},`, `  ${via},`, `  needs: ${needsAsCode(needs)},`, '}),', ''].join('\n');
}

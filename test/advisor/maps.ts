import type { MeasuredLink, Measured } from '../../src/advisor/measurements.ts';
import type { IntegrationMap, MapContract, MapEngine, MapLink, MapParty } from '../../src/kernel/map.ts';

/** What a case says of a link; everything else is plain. */
export interface Link extends Partial<Omit<MapLink, 'to'>> {
  readonly to?: string | readonly string[];
  readonly measured?: MeasuredLink;
}

const kinds: Readonly<Record<string, MapParty['kind']>> = { web: 'browser', phone: 'phone', partner: 'partner', saas: 'external-service', maps: 'external-service' };
const contracts: readonly MapContract[] = [
  { kind: 'operation', name: 'read', version: 1, summary: '', schemas: {}, effect: 'read', idempotent: true, shape: 'unary' },
  { kind: 'operation', name: 'write', version: 1, summary: '', schemas: {}, effect: 'write', idempotent: false, shape: 'unary' },
  { kind: 'event', name: 'told', version: 1, summary: '', schemas: {} },
  { kind: 'event', name: 'keyed', version: 1, summary: '', schemas: {}, key: 'id' },
];
const engine = (kind: string) => ({ name: kind, kind, capabilities: {} as MapEngine['capabilities'] });

/** A small map: parties and contracts are known by their names, `web` is a browser, others are services. */
export function mapOf(links: readonly Link[]): IntegrationMap {
  const full = links.map(({ measured: _measured, ...each }, index): MapLink => ({
    name: `link${index + 1}`, from: 'a', contract: 'read@1', method: 'rest', options: {}, needs: {}, policies: {}, accepted: {},
    ...each, to: typeof each.to === 'string' ? [each.to] : (each.to ?? ['b']),
  }));
  const names = new Set(full.flatMap(({ from, to }) => [from, ...to]));
  return {
    isthmus: 1, name: 'tried', contracts,
    parties: [...names].map((name) => ({ name, kind: kinds[name] ?? 'service', description: '' })),
    engines: [...new Set(full.flatMap(({ engine }) => engine ?? []))].map(engine),
    links: full,
  };
}

/** What the links of a map say that was measured, by their names. */
export function measurementsOf(links: readonly Link[]): Measured {
  return Object.fromEntries(links.flatMap(({ name, measured }, index) => (measured === undefined ? [] : [[name ?? `link${index + 1}`, measured]])));
}

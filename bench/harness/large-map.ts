import type { IntegrationMap, MapContract, MapEngine, MapLink, MapParty } from '../../src/kernel/map.ts';

const capabilities = { queue: 'native', stream: 'native', state: 'native', transactions: 'native', orderPerKey: 'native', delay: 'native', priority: 'native', deduplication: 'native', replay: 'native', retention: 'native', compaction: 'native', peek: 'native' } as const satisfies MapEngine['capabilities'];

const party = (_: unknown, index: number): MapParty => ({ name: `party${index}`, kind: index % 10 === 0 ? 'browser' : 'service', description: '' });

function contract(_: unknown, index: number): MapContract {
  const common = { name: `contracts.number${index}`, version: 1, summary: '' };
  if (index % 2 === 1) return { kind: 'event', ...common, schemas: { data: { type: 'object' } }, key: 'id' };
  return { kind: 'operation', ...common, schemas: { input: {}, output: {} }, effect: index % 4 === 0 ? 'write' : 'read', idempotent: false, shape: 'unary' };
}

/** Every fifth link has something to be found. */
function linkOf(index: number, parties: number, contracts: number): MapLink {
  const isEvent = index % 2 === 1;
  const processing = index % 5 === 0 ? 60_000 : 200;
  const common = { name: `link${index}`, from: `party${index % parties}`, to: [`party${(index * 7 + 1) % parties}`], contract: `contracts.number${index % contracts}@1`, accepted: {} };
  if (!isEvent) return { ...common, method: 'rest', options: { method: 'POST', path: `/path${index}` }, needs: { reply: 'now', processing, payload: 1_000 }, policies: { deadline: 5_000 } };
  return { ...common, method: index % 4 === 1 ? 'queue' : 'stream', engine: 'embedded', options: { attempts: 5 }, needs: { reply: 'none', processing }, policies: {} };
}

/** A map of so many links, half of them messages. */
export function largeMap(links: number): IntegrationMap {
  const [parties, contracts] = [links / 5, links / 2];
  return {
    isthmus: 1, name: 'large', engines: [{ name: 'embedded', kind: 'embedded', capabilities }],
    parties: Array.from({ length: parties }, party), contracts: Array.from({ length: contracts }, contract),
    links: Array.from({ length: links }, (_, index) => linkOf(index, parties, contracts)),
  };
}

import type { IntegrationMap, MapLink, MapParty } from '../../kernel/map.ts';
import type { Io } from '../command.ts';
import { clean, paint } from '../output/style.ts';
import { wrap } from '../output/text.ts';
import { methodWords, needWords, policyWords } from './words.ts';

type Screen = Pick<Io, 'color' | 'width' | 'terminal'>;

/** The map as a tree: parties, what each of them says, to whom, and how it travels. */
export function treeOf(io: Screen, map: IntegrationMap): string {
  const screen = io.terminal ? io : { ...io, width: Number.MAX_SAFE_INTEGER };
  const engines = map.engines.map(({ name, kind }) => (name === kind ? name : `${name} (${kind})`));
  const head = `${paint(screen, 'title', clean(map.name))}  ${count(map.parties.length, 'party', 'parties')}, ${count(map.contracts.length, 'contract')}, ${count(map.links.length, 'link')}; ${engines.length === 1 ? 'engine' : 'engines'}: ${engines.join(', ') || 'none'}`;
  const bySender = Map.groupBy(map.links, ({ from }) => from);
  const speakers = map.parties.filter(({ name }) => bySender.has(name)).toSorted((a, b) => Number(a.kind === 'service') - Number(b.kind === 'service'));
  const quiet = map.parties.filter(({ name }) => !bySender.has(name)).map(({ name }) => clean(name));
  const branches = speakers.map((party) => branch(screen, party, bySender.get(party.name) ?? []));
  return [`${head}\n`, ...branches, ...(quiet.length === 0 ? [] : [`${wrap(`Only spoken to: ${quiet.join(', ')}`, screen.width)}\n`])].join('\n');
}

function branch(io: Screen, { name, kind, description }: MapParty, links: readonly MapLink[]): string {
  const about = [kind, description].filter((each) => each !== '').map(clean).join('; ');
  const leaves = links.map((link, index) => leaf(io, link, index === links.length - 1));
  return `${paint(io, 'title', clean(name))}  ${paint(io, 'faint', about)}\n${leaves.join('')}`;
}

function leaf(io: Screen, link: MapLink, last: boolean): string {
  const stem = last ? '   ' : '│  ';
  const contract = link.contract.replace(/@1$/, '');
  const carrier = link.engine === undefined ? '' : ` on ${link.engine}`;
  const policies = policyWords(link);
  const needs = needWords(link);
  const accepted = Object.entries(link.accepted).map(([rule, reason]) => `${rule} (${reason})`);
  const details = [
    `${methodWords(link)}${carrier}`,
    ...(policies.length === 0 ? [] : [`policies: ${policies.join(', ')}`]),
    ...(needs.length === 0 ? [] : [`needs: ${needs.join(', ')}`]),
    ...(accepted.length === 0 ? [] : [`accepts: ${accepted.join(', ')}`]),
  ];
  const lines = details.map((each) => wrap(clean(each), io.width - 5).split('\n').map((line, index) => `${paint(io, 'faint', stem)}  ${index === 0 ? '' : '  '}${line}\n`).join(''));
  return `${paint(io, 'faint', last ? '└─' : '├─')} ${paint(io, 'name', clean(contract))} → ${clean(link.to.join(', '))}\n${lines.join('')}`;
}

const count = (amount: number, one: string, many = `${one}s`): string => `${amount} ${amount === 1 ? one : many}`;

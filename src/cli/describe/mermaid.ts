import type { IntegrationMap, MapLink, MapParty } from '../../kernel/map.ts';

/** The map as a Mermaid flowchart: services are boxes, others are round; what waits on an engine is a box of its own. https://mermaid.js.org/syntax/flowchart.html */
export function mermaidOf({ parties, links }: IntegrationMap): string {
  const ids = new Map(parties.map(({ name }, index) => [name, `p${index}`]));
  const lines = [...parties.map((party, index) => `  p${index}${boxOf(party)}`), ...links.flatMap((link, index) => edges(link, index, ids))];
  return `flowchart LR\n${lines.join('\n')}\n`;
}

const boxOf = ({ name, kind }: MapParty): string => (kind === 'service' ? `["${escaped(name)}"]` : `(["${escaped(name)}<br/>${kind}"])`);

function edges(link: MapLink, index: number, ids: ReadonlyMap<string, string>): readonly string[] {
  const contract = escaped(link.contract.replace(/@1$/, ''));
  const from = ids.get(link.from) ?? '';
  const to = link.to.map((name) => ids.get(name) ?? '');
  if (link.engine === undefined) return to.map((each) => `  ${from} -->|"${contract}<br/>${escaped(routeOf(link))}"| ${each}`);
  return [`  l${index}[("${contract}<br/>${escaped(link.method)} on ${escaped(link.engine)}")]`, `  ${from} --> l${index}`, `  l${index} -.-> ${to.join(' & ')}`];
}

const routeOf = ({ method, options }: MapLink): string => (method === 'rest' ? `${String(options['method'])} ${String(options['path'])}` : method);

/** Mermaid's own entities. https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters */
const escaped = (text: string): string => text.replaceAll(/["#<>&`\n]/g, (each) => `#${each.codePointAt(0) ?? 32};`);

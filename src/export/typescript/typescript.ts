import type { IntegrationMap, MapContract } from '../../kernel/map.ts';
import type { JsonSchema } from '../../kernel/schema.ts';
import { comment, propertyName, typeText } from './type-text.ts';
import type { TypeNames } from './type-text.ts';

/** Types of everything that an app exchanges, for who has neither its contracts nor this package: one file that imports nothing. */
export function exportTypeScript({ name, contracts }: Pick<IntegrationMap, 'name' | 'contracts'>): string {
  const sections = [
    `// What "${name}" exchanges. Made by \`isthmus export typescript\`; change the contracts instead.\n`,
    ...contracts.flatMap(typesOf),
    ...(['operation', 'event', 'dataset'] as const).map((kind) => indexOf(kind, contracts.filter((each) => each.kind === kind))),
  ];
  return sections.filter((each) => each !== '').join('\n');
}

const words = (text: string): string => text.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
const baseOf = ({ name, version }: MapContract): string => `${words(name)}${version === 1 ? '' : `V${version}`}`;
const typeName = (contract: MapContract, part: string): string => `${baseOf(contract)}${words(part)}`;
const streams = ({ shape }: MapContract, part: string): boolean => shape === 'both-stream' || shape === `${part}-stream`;

/** Parts with their schemas; the data of errors are parts too. */
function partsOf(contract: MapContract): ReadonlyArray<readonly [part: string, schema: JsonSchema]> {
  const errors = Object.entries(contract.errors ?? {}).flatMap(([code, { schema }]) => (schema === undefined ? [] : [[`error-${code}`, schema] as const]));
  return [...Object.entries(contract.schemas), ...errors];
}

function typesOf(contract: MapContract): readonly string[] {
  return partsOf(contract).flatMap(([part, schema]) => {
    const own = typeName(contract, part);
    const names: TypeNames = (reference) => nameOf(own, reference);
    const { $defs, definitions, ...rest } = schema as Record<string, unknown>;
    const inner = Object.entries({ ...(definitions as object), ...($defs as object) } as Readonly<Record<string, JsonSchema>>);
    const declared = [[own, rest as JsonSchema] as const, ...inner.map(([name, each]) => [own + words(name), each] as const)];
    return declared.map(([name, each]) => `${comment(name === own ? { description: contract.summary, ...each } : each, '')}export type ${name} = ${typeText(each, names, '')};\n`);
  });
}

function nameOf(own: string, reference: string): string {
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1];
  return name === undefined ? (reference === '#' ? own : 'unknown') : own + words(name);
}

const indexNames = { operation: 'Operations', event: 'Events', dataset: 'Datasets' } as const;

/** All contracts of a kind by their names, so that a client can be typed by one interface. */
function indexOf(kind: keyof typeof indexNames, contracts: readonly MapContract[]): string {
  if (contracts.length === 0) return '';
  const entries = contracts.map((contract) => {
    const parts = Object.keys(contract.schemas).map((part) => `readonly ${part}: ${streams(contract, part) ? `AsyncIterable<${typeName(contract, part)}>` : typeName(contract, part)}`);
    const id = contract.version === 1 ? contract.name : `${contract.name}@${contract.version}`;
    return `${comment({ description: contract.summary }, '  ')}  readonly ${propertyName(id)}: { ${[...parts, ...errorsOf(contract)].join('; ')} };\n`;
  });
  return `/** Every ${kind}, by name. */\nexport interface ${indexNames[kind]} {\n${entries.join('')}}\n`;
}

function errorsOf(contract: MapContract): readonly string[] {
  const codes = Object.entries(contract.errors ?? {}).map(([code, { schema }]) => `readonly ${propertyName(code)}: ${schema === undefined ? 'undefined' : typeName(contract, `error-${code}`)}`);
  return contract.kind === 'operation' ? [`readonly errors: {${codes.length === 0 ? '' : ` ${codes.join('; ')} `}}`] : [];
}

import type { Operation } from '../../../kernel/contract.ts';
import { shapeOf } from '../../../kernel/contract.ts';
import { jsonSchemaOf, wireForms } from '../../../kernel/json-schema.ts';
import type { IntegrationMap, MapContract, MapLink } from '../../../kernel/map.ts';
import type { PlannedLink } from '../../../driver/method.ts';

/** What a document is made from; the whole map is one. */
export type DocumentSource = Pick<IntegrationMap, 'name' | 'contracts' | 'links'>;

/** The part of the map that a running app's links make up. */
export function sourceOfLinks(name: string, links: readonly PlannedLink[]): DocumentSource {
  const operations = links.filter((link) => link.contract.kind === 'operation');
  const contracts = new Map(operations.map((link) => [contractId(link), mapContract(link.contract as Operation)]));
  return { name, contracts: [...contracts.values()], links: operations.map(mapLink) };
}

const contractId = ({ contract }: PlannedLink): string => `${contract.name}@${contract.version}`;

function mapContract(contract: Operation): MapContract {
  const { kind, name, version, summary, effect, idempotent } = contract;
  const errors = Object.entries(contract.errors).map(([code, { category, description, data }]) =>
    [code, data === undefined ? { category, description } : { category, description, schema: wireForms(data).output }] as const);
  return {
    kind, name, version, summary, effect, idempotent, shape: shapeOf(contract),
    schemas: { input: jsonSchemaOf(contract, 'input'), output: jsonSchemaOf(contract, 'output') },
    errors: Object.fromEntries(errors),
  };
}

function mapLink(link: PlannedLink): MapLink {
  return {
    name: link.name, from: link.from, to: link.to, contract: contractId(link), method: link.method.name, options: link.method.options,
    needs: link.needs, policies: link.policies, accepted: {},
  };
}

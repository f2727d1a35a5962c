import type { Contract } from '../kernel/contract.ts';
import { shapeOf } from '../kernel/contract.ts';
import { jsonSchemaOf, partsOf, wireForms } from '../kernel/json-schema.ts';
import { mapVersion } from '../kernel/map.ts';
import type { IntegrationMap, MapContract, MapLink, MapParty } from '../kernel/map.ts';
import type { Engine } from '../driver/engine.ts';
import type { PlannedLink } from '../driver/method.ts';
import { contractId, contractsOf } from './plan.ts';
import type { Declaration } from './plan.ts';
import { engineOf, nameEngines } from './plan-engines.ts';

/** The map of a checked declaration: plain data, in the order of the declaration. */
export function buildMap(declaration: Declaration, links: readonly PlannedLink[]): IntegrationMap {
  const engines = nameEngines(declaration.engine, links);
  return {
    isthmus: mapVersion,
    name: declaration.name,
    parties: [...declaration.services, ...declaration.parties].map(({ name, kind, description }): MapParty => ({ name, kind, description })),
    contracts: contractsOf(declaration).map(mapContract),
    engines: [...engines].map(([engine, name]) => ({ name, kind: engine.kind, capabilities: engine.capabilities })),
    links: links.map((each, index) => mapLink(declaration, each, engines, declaration.links[index]?.accepted ?? {})),
  };
}

function mapContract(contract: Contract): MapContract {
  const { kind, name, version, summary } = contract;
  const schemas = Object.fromEntries(partsOf(contract).map(([part]) => [part, jsonSchemaOf(contract, part)]));
  const base = { kind, name, version, summary, schemas };
  if (contract.kind !== 'operation') return contract.key === undefined ? base : { ...base, key: contract.key };
  return { ...base, effect: contract.effect, idempotent: contract.idempotent, shape: shapeOf(contract), errors: mapErrors(contract) };
}

function mapErrors(contract: Extract<Contract, { kind: 'operation' }>): NonNullable<MapContract['errors']> {
  const declared = Object.entries(contract.errors).map(([code, { category, description, data }]) => {
    return [code, data === undefined ? { category, description } : { category, description, schema: wireForms(data).output }] as const;
  });
  return Object.fromEntries(declared);
}

function mapLink(declaration: Declaration, link: PlannedLink, engines: ReadonlyMap<Engine, string>, accepted: Readonly<Record<string, string>>): MapLink {
  const engine = engineOf(declaration.engine, link);
  const carrier = engine === undefined ? undefined : engines.get(engine);
  return {
    name: link.name, from: link.from, to: link.to, contract: contractId(link.contract),
    method: link.method.name, options: link.method.options, ...(carrier === undefined ? {} : { engine: carrier }),
    needs: link.needs, policies: link.policies, accepted,
  };
}

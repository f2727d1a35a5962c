import { shapeOf } from '../kernel/contract.ts';
import type { Contract } from '../kernel/contract.ts';
import { IsthmusError } from '../kernel/error.ts';
import type { HandlerBinding } from '../kernel/handler.ts';
import { jsonSchemaOf, partsOf, requireWireForm } from '../kernel/json-schema.ts';
import { needFields } from '../kernel/needs.ts';
import { readFields } from '../kernel/options.ts';
import type { Fault } from '../kernel/options.ts';
import { policyFields } from '../kernel/policies.ts';
import type { Engine } from '../driver/engine.ts';
import type { PlannedLink } from '../driver/method.ts';
import { acceptedFaults } from '../advisor/rule-ids.ts';
import { partyName } from './declare.ts';
import type { LinkDeclaration, Party, Service } from './declare.ts';
import { checkEngine } from './plan-engines.ts';

/** What was declared, before it is checked. */
export interface Declaration {
  readonly name: string;
  readonly services: readonly Service[];
  readonly parties: readonly Party[];
  readonly links: readonly LinkDeclaration[];
  readonly engine: Engine;
}

/** Checks the whole declaration; adds every fault and answers with the links that could be read. */
export function planLinks(declaration: Declaration, faults: Fault[]): readonly PlannedLink[] {
  checkParties(declaration, faults);
  const links = declaration.links.map((each, index) => planLink(declaration, each, `links[${index}]`, faults));
  checkNames(links, faults);
  checkContracts(declaration, faults);
  for (const runner of new Set(links.map((each) => each.method.runner))) {
    faults.push(...runner.check(links.filter((each) => each.method.runner === runner)));
  }
  return links;
}

function checkParties(declaration: Declaration, faults: Fault[]): void {
  const seen = new Set<string>();
  for (const { name } of [...declaration.services, ...declaration.parties]) {
    if (seen.has(name)) faults.push({ path: `services/parties "${name}"`, message: 'is declared twice; names of services and parties are unique together' });
    seen.add(name);
  }
  for (const each of declaration.services) checkHandlers(each, faults);
}

function checkHandlers(service: Service, faults: Fault[]): void {
  const seen = new Set<string>();
  for (const { contract } of service.handlers) {
    const id = contractId(contract);
    if (seen.has(id)) faults.push({ path: `services "${service.name}"`, message: `handles ${id} twice` });
    seen.add(id);
  }
}

/** `name@version`. */
export function contractId(contract: Contract): string {
  return `${contract.name}@${contract.version}`;
}

function planLink(declaration: Declaration, given: LinkDeclaration, path: string, faults: Fault[]): PlannedLink {
  const to = (Array.isArray(given.to) ? given.to : [given.to]).map(partyName);
  const planned: PlannedLink = {
    name: given.name ?? `${given.contract.name}:${given.via.name}`,
    from: partyName(given.from),
    to,
    contract: given.contract,
    method: given.via,
    needs: readFields(needFields, given.needs ?? {}, `${path}.needs`, faults) ?? {},
    policies: readFields(policyFields, given.policies ?? {}, `${path}.policies`, faults) ?? {},
    handlers: handlersOf(declaration, given.contract, to, path, faults),
  };
  checkEnds(declaration, planned, path, faults);
  for (const { rule, message } of acceptedFaults(given.accepted ?? {})) faults.push({ path: `${path}.accepted.${rule}`, message, code: 'ACCEPTANCE_INVALID' });
  checkMethod(planned, path, faults);
  checkEngine(declaration.engine, planned, path, faults);
  return planned;
}

function handlersOf(declaration: Declaration, contract: Contract, to: readonly string[], path: string, faults: Fault[]): ReadonlyMap<string, HandlerBinding> {
  const found = new Map<string, HandlerBinding>();
  for (const name of to) {
    const service = declaration.services.find((each) => each.name === name);
    if (service === undefined) continue;
    const binding = service.handlers.find((each) => each.contract === contract);
    if (binding !== undefined) found.set(name, binding);
    else faults.push({ path: `${path}.to`, message: `the service "${name}" has no handler for ${contractId(contract)}; add handle(contract, …) to it` });
  }
  return found;
}

function checkEnds(declaration: Declaration, planned: PlannedLink, path: string, faults: Fault[]): void {
  const known = new Set([...declaration.services, ...declaration.parties].map((each) => each.name));
  for (const [end, name] of [['from', planned.from], ...planned.to.map((each) => ['to', each])] as const) {
    if (!known.has(name ?? '')) faults.push({ path: `${path}.${end}`, message: `"${name}" is neither a service nor a party of this app; declare it in services or parties` });
  }
  if (planned.to.length === 0) faults.push({ path: `${path}.to`, message: 'names nobody' });
  if (new Set(planned.to).size < planned.to.length) faults.push({ path: `${path}.to`, message: 'names a receiver twice' });
  if (planned.contract.kind === 'operation' && planned.to.length > 1) faults.push({ path: `${path}.to`, message: 'an operation has one receiver; tell several with an event' });
}

function checkMethod(planned: PlannedLink, path: string, faults: Fault[]): void {
  const { method, contract } = planned;
  if (!method.carries.includes(contract.kind)) faults.push({ path: `${path}.via`, message: `${method.name} carries ${method.carries.join(' and ')}, and "${contract.name}" is of the kind ${contract.kind}` });
  else if (contract.kind === 'operation' && !method.shapes.includes(shapeOf(contract))) faults.push({ path: `${path}.via`, message: `${method.name} does not carry the shape ${shapeOf(contract)}, which "${contract.name}" has by its streaming()` });
}

function checkNames(links: readonly PlannedLink[], faults: Fault[]): void {
  const seen = new Set<string>();
  links.forEach(({ name }, index) => {
    if (seen.has(name)) faults.push({ path: `links[${index}].name`, message: `"${name}" names two links; give one of them another name` });
    seen.add(name);
  });
}

function checkContracts(declaration: Declaration, faults: Fault[]): void {
  const byId = new Map<string, Contract>();
  for (const contract of contractsOf(declaration)) {
    const id = contractId(contract);
    if (byId.has(id)) faults.push({ path: `contract ${id}`, message: 'is declared by two different objects; export one and use it everywhere, or raise the version' });
    byId.set(id, contract);
    checkContract(contract, faults);
  }
}

/** Every contract of the links and handlers, once. */
export function contractsOf(declaration: Pick<Declaration, 'links' | 'services'>): readonly Contract[] {
  const linked = declaration.links.map((each) => each.contract);
  const handled = declaration.services.flatMap((each) => each.handlers.map(({ contract }) => contract));
  return [...new Set<Contract>([...linked, ...handled])];
}

function checkContract(contract: Contract, faults: Fault[]): void {
  try {
    for (const [part] of partsOf(contract)) requireWireForm(contract, part);
    if (contract.kind === 'event') checkKey(contract.name, contract.key, jsonSchemaOf(contract, 'data'), faults);
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
    faults.push({ path: `contract ${contractId(contract)}`, message: `${error.what} ${error.fix}`, code: error.code });
  }
}

function checkKey(name: string, key: string | undefined, schema: Readonly<Record<string, unknown>>, faults: Fault[]): void {
  if (key === undefined) return;
  const properties = schema['properties'] as Record<string, { type?: unknown }> | undefined;
  const needed = schema['required'] as readonly string[] | undefined;
  const type = properties?.[key]?.type;
  if ((type === 'string' || type === 'integer' || type === 'number') && needed?.includes(key) === true) return;
  faults.push({ path: `contract ${name}.key`, message: `"${key}" must be a required property of the data with text or a number` });
}

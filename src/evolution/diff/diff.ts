import { everyProtocol } from './compared.ts';
import type { ComparedContract, ContractSet, Protocol } from './compared.ts';
import type { Direction } from './rule.ts';
import { contractRules, presenceChanges } from './rules/contract.ts';
import { schemaChanges } from './schemas.ts';
import type { SchemaChange } from './schemas.ts';

/** One change between two versions of an app's contracts. */
export interface Change {
  /** Permanent id of the kind of change. */
  readonly rule: string;
  /** `name@version`. */
  readonly contract: string;
  /** JSON Pointer that begins with the part: `/input/properties/flight`. */
  readonly pointer: string;
  readonly what: string;
  /** Whom it breaks, whether or not a link uses that now. */
  readonly breaks: readonly Protocol[];
  /** It breaks a protocol that carries the contract. */
  readonly breaking: boolean;
  /** What to do, in one sentence. */
  readonly fix: string;
}

/** Which ways the data of a part goes. Events and rows are stored too: new readers meet old ones, and old readers new ones. */
const directions: Readonly<Record<string, readonly Direction[]>> = { input: ['input'], output: ['output'], data: ['input', 'output'], row: ['input', 'output'] };

/** Every change from `before` to `after`, by contract. Identical ones give none. */
export function diffContracts(before: ContractSet, after: ContractSet): readonly Change[] {
  return [...goneFrom(before, after), ...newIn(before, after), ...[...before].flatMap(([id, old]) => {
    const now = after.get(id);
    return now === undefined ? [] : changesOf(id, old, now);
  })];
}

function goneFrom(before: ContractSet, after: ContractSet): readonly Change[] {
  return [...before].filter(([id]) => !after.has(id)).map(([id, { name, version }]) => {
    const newer = [...after.values()].find((each) => each.name === name && each.version > version);
    const change = newer === undefined ? presenceChanges.removed : presenceChanges.replaced;
    return changeOf(id, '', newer === undefined ? 'the contract is gone' : `version ${version} is gone; there is version ${newer.version}`, { ...change, rule: change.id }, everyProtocol);
  });
}

function newIn(before: ContractSet, after: ContractSet): readonly Change[] {
  return [...after].filter(([id]) => !before.has(id)).map(([id, { name, protocols }]) => {
    const known = [...before.values()].some((each) => each.name === name);
    const change = known ? presenceChanges.versionAdded : presenceChanges.added;
    return changeOf(id, '', known ? 'the version is new' : 'the contract is new', { ...change, rule: change.id }, protocols);
  });
}

function changesOf(id: string, before: ComparedContract, after: ComparedContract): readonly Change[] {
  const { protocols } = after;
  const own = contractRules.flatMap((rule) => [...rule.find(before, after)].map(({ at = '', what }) => changeOf(id, at, what, { ...rule, rule: rule.id }, protocols)));
  const parts = Object.keys(before.schemas).flatMap((part) => partChanges(id, part, before, after));
  const errors = Object.entries(before.errors ?? {}).flatMap(([code, { schema: old }]) => {
    const now = after.errors?.[code]?.schema;
    return old === undefined || now === undefined ? [] : schemaChanges(old, now, `/errors/${code}`).map((change) => directed(id, change, ['output'], protocols));
  });
  return [...own, ...parts, ...errors];
}

function partChanges(id: string, part: string, before: ComparedContract, after: ComparedContract): readonly Change[] {
  const [old, now] = [before.schemas[part], after.schemas[part]];
  if (old === undefined || now === undefined) return [];
  return schemaChanges(old, now, `/${part}`).map((change) => directed(id, change, directions[part] ?? ['input', 'output'], after.protocols));
}

function directed(id: string, change: SchemaChange, ways: readonly Direction[], protocols: readonly Protocol[]): Change {
  const broken = everyProtocol.filter((protocol) => ways.some((way) => change.breaks[way].includes(protocol)));
  return changeOf(id, change.pointer, change.what, { ...change, breaks: broken }, protocols);
}

function changeOf(contract: string, pointer: string, what: string, { rule, breaks, fix }: Pick<Change, 'rule' | 'breaks' | 'fix'>, used: readonly Protocol[]): Change {
  const breaking = breaks.some((protocol) => used.includes(protocol));
  return { rule, contract, pointer, what, breaks, breaking, fix: breaking || breaks.length > 0 || fix.startsWith('Nothing') ? fix : adviceOfSafe(rule, fix) };
}

/** A change that harms in one direction only says so where it goes the other way. */
const adviceOfSafe = (rule: string, fix: string): string => (rule === 'version-added' ? fix : 'Nothing: it harms nobody in this direction.');

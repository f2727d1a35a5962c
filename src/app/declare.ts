import type { Contract, ContractKind, Shape, ShapeOf } from '../kernel/contract.ts';
import { requireName } from '../kernel/contract.ts';
import type { HandlerBinding } from '../kernel/handler.ts';
import type { MapParty } from '../kernel/map.ts';
import type { NeedsGiven } from '../kernel/needs.ts';
import type { PoliciesGiven } from '../kernel/policies.ts';
import type { Method } from '../driver/method.ts';
import type { Accepted } from '../advisor/rule-ids.ts';

/** A part of the app: a name and what it handles. */
export interface Service {
  readonly kind: 'service';
  readonly name: string;
  readonly description: string;
  readonly handlers: readonly HandlerBinding[];
}

/** Somebody outside of the app. */
export interface Party {
  readonly kind: Exclude<MapParty['kind'], 'service'>;
  readonly name: string;
  readonly description: string;
}

/** Declares a service. Throws `NAME_INVALID`. */
export function service(name: string, handlers: readonly HandlerBinding[], options: { readonly description?: string } = {}): Service {
  requireName(name, 'a service');
  return { kind: 'service', name, description: options.description ?? '', handlers };
}

/** Declares somebody outside of the app. Throws `NAME_INVALID`. */
export function party(name: string, options: { readonly kind: Party['kind']; readonly description?: string }): Party {
  requireName(name, 'a party');
  return { kind: options.kind, name, description: options.description ?? '' };
}

/** A service, a party, or the name of one. */
export type PartyReference = Service | Party | string;

type Refused<Reason extends string> = { readonly refused: Reason };
/** What must hold of a method for a contract; names the reason where it does not. */
export type Carries<C, M> = M extends Method<infer Kind, infer Carried>
  ? C extends { readonly kind: infer K extends ContractKind }
    ? [K] extends [Kind]
      ? [ShapeOf<C>] extends [Carried] ? unknown : Refused<`this method does not carry the shape ${ShapeOf<C>}`>
      : Refused<`this method does not carry contracts of the kind ${K}`>
    : never
  : never;

interface LinkWords {
  /** Unique in the app. Default: the contract's name, a colon, the method. */
  readonly name?: string;
  readonly from: PartyReference;
  readonly to: PartyReference | readonly PartyReference[];
  readonly needs?: NeedsGiven;
  readonly policies?: PoliciesGiven;
  /** Findings of the advisor that are accepted here, each with the reason: `{ L12: 'The bank ignores repeats.' }`. */
  readonly accepted?: Accepted;
}

/** One declared use: who tells or asks whom, what, and how it travels. */
export interface LinkDeclaration extends LinkWords {
  readonly contract: Contract;
  readonly via: Method;
}

/** Declares a link. The type checker refuses a contract that the method can't carry; everything else is checked at boot. */
export function link<C extends Contract, M extends Method<ContractKind, Shape>>(
  declaration: LinkWords & { readonly contract: C; readonly via: M & Carries<C, M> },
): LinkDeclaration {
  return declaration;
}

/** The name behind a reference. */
export function partyName(reference: PartyReference): string {
  return typeof reference === 'string' ? reference : reference.name;
}

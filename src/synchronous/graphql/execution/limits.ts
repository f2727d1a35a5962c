import type { DocumentNode, FieldNode, FragmentDefinitionNode, GraphQLNamedType, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql';

import { graphqlErrors } from '../errors.ts';
import type { Library } from '../library.ts';
import type { GraphqlOptions } from '../options.ts';

/** How large a selection is. */
interface Measure {
  readonly depth: number;
  readonly breadth: number;
  readonly aliases: number;
  readonly cost: number;
}

type Limits = Pick<GraphqlOptions, 'maxDepth' | 'maxBreadth' | 'maxAliases' | 'maxCost'>;

/** What a list counts as, where no page says how long it is. */
const listLength = 10;
/** What a page counts as, where the client does not say how long it is. */
const pageLength = 20;
const nothing: Measure = { depth: 0, breadth: 0, aliases: 0, cost: 0 };

/** Refuses what asks for too much, before anything runs. Each fragment is measured once, however often it is spread. Throws `GRAPHQL_LIMIT_EXCEEDED`. */
export function requireLimits(library: Library, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>, limits: Limits): void {
  const fragments = new Map(document.definitions.filter((each): each is FragmentDefinitionNode => each.kind === library.Kind.FRAGMENT_DEFINITION).map((each) => [each.name.value, each]));
  const root = schema.getRootType(operation.operation);
  const measure = new Measurer(library, schema, fragments, variables, limits).selection(operation.selectionSet, root ?? undefined);
  for (const [name, found] of [['maxDepth', measure.depth], ['maxAliases', measure.aliases], ['maxCost', measure.cost]] as const) require(name, found, limits);
}

function require(name: keyof Limits, found: number, limits: Limits): void {
  if (found > limits[name]) throw graphqlErrors.GRAPHQL_LIMIT_EXCEEDED({ what: `The document has ${name.slice(3).toLowerCase()} ${found}, and ${name} is ${limits[name]}.`, details: { limit: name, allowed: limits[name], found } });
}

class Measurer {
  readonly #library: Library;
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #limits: Limits;
  /** `nothing` while a fragment is being measured: a cycle is validation's to refuse. */
  readonly #measured = new Map<string, Measure>();

  constructor(library: Library, schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>, variables: Readonly<Record<string, unknown>>, limits: Limits) {
    this.#library = library;
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
    this.#limits = limits;
  }

  selection({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): Measure {
    const { Kind } = this.#library;
    let { depth, breadth, aliases, cost } = nothing;
    for (const each of selections) {
      const found = each.kind === Kind.FIELD ? this.#field(each, type) : each.kind === Kind.INLINE_FRAGMENT ? this.selection(each.selectionSet, this.#named(each.typeCondition?.name.value) ?? type) : this.#fragment(each.name.value);
      depth = Math.max(depth, found.depth);
      breadth += found.breadth;
      aliases += found.aliases;
      cost += found.cost;
    }
    require('maxBreadth', breadth, this.#limits);
    return { depth, breadth, aliases, cost };
  }

  #field(node: FieldNode, parent: GraphQLNamedType | undefined): Measure {
    const own = node.alias === undefined || node.alias.value === node.name.value ? 0 : 1;
    // Introspection has a depth of its own, which validation limits (MaxIntrospectionDepthRule), and costs no calls.
    if (node.selectionSet === undefined || node.name.value.startsWith('__')) return { depth: 1, breadth: 1, aliases: own, cost: 1 };
    const field = this.#library.isObjectType(parent) ? parent.getFields()[node.name.value] : undefined;
    const inner = this.selection(node.selectionSet, field === undefined ? undefined : this.#library.getNamedType(field.type));
    const list = field !== undefined && this.#library.isListType(this.#library.getNullableType(field.type));
    const length = field?.extensions['page'] === true ? this.#pageLength(node) : list && !pageMembers.has(node.name.value) ? listLength : 1;
    return { depth: inner.depth + 1, breadth: 1, aliases: inner.aliases + own, cost: 1 + length * inner.cost };
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name);
    if (known !== undefined) return known;
    this.#measured.set(name, nothing);
    const fragment = this.#fragments.get(name);
    const found = fragment === undefined ? nothing : this.selection(fragment.selectionSet, this.#named(fragment.typeCondition.name.value));
    this.#measured.set(name, found);
    return found;
  }

  #pageLength(node: FieldNode): number {
    const value = node.arguments?.find((each) => each.name.value === 'first')?.value;
    const given = value === undefined ? undefined : this.#library.valueFromASTUntyped(value, this.#variables);
    return typeof given === 'number' && given > 0 ? given : pageLength;
  }

  #named(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.#schema.getType(name);
  }
}

/** Lists within a connection, whose length its field knows. */
const pageMembers: ReadonlySet<string> = new Set(['edges', 'nodes']);

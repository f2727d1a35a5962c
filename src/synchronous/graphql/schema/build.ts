import type { GraphQLFieldConfig, GraphQLFieldConfigArgumentMap, GraphQLFieldResolver, GraphQLResolveInfo, GraphQLSchema } from 'graphql';

import type { JsonSchema } from '../../../kernel/schema.ts';
import type { Operation } from '../../../kernel/contract.ts';
import { shapeOf } from '../../../kernel/contract.ts';
import { jsonSchemaOf } from '../../../kernel/json-schema.ts';
import type { PlannedLink } from '../../../driver/method.ts';
import { graphqlErrors } from '../errors.ts';
import type { CalledOperation } from '../execution/operation.ts';
import { loadRelated } from '../execution/related.ts';
import type { RequestContext } from '../execution/request-context.ts';
import type { Library } from '../library.ts';
import { methodOf } from '../method.ts';
import type { Relation } from '../relation.ts';
import { connectionType, pageItems, pageSizeOf } from './connection.ts';
import { fromArguments } from './from-arguments.ts';
import { fieldName, typeName } from './names.ts';
import { resolveReference, shapeOfSchema } from './shape.ts';
import { Types } from './types.ts';

/** A field as it is built; the context is that of a request. */
type Field = GraphQLFieldConfig<unknown, RequestContext>;
type Fields = Record<string, Field>;

/** How a link's operation is called; a schema that is only shown has none. */
export type OperationOf = (link: PlannedLink) => CalledOperation;

/** The schema of one path. Throws `GRAPHQL_SCHEMA_INVALID`. */
export function buildSchema(library: Library, links: readonly PlannedLink[], operationOf: OperationOf): GraphQLSchema {
  return new SchemaBuilder(library, links, operationOf).build();
}

class SchemaBuilder {
  readonly #library: Library;
  readonly #links: readonly PlannedLink[];
  readonly #operationOf: OperationOf;
  readonly #types: Types;

  constructor(library: Library, links: readonly PlannedLink[], operationOf: OperationOf) {
    const [first] = links;
    this.#library = library;
    this.#links = links;
    this.#operationOf = operationOf;
    this.#types = new Types(library, first === undefined ? [] : methodOf(first).graphql.ids, (type) => this.#related(type));
  }

  build(): GraphQLSchema {
    const { GraphQLSchema: Schema, GraphQLObjectType: ObjectType, validateSchema } = this.#library;
    const roots = Map.groupBy(this.#links.filter((link) => methodOf(link).graphql.root), rootOf);
    const fieldsOf = (root: Root): Fields => Object.fromEntries((roots.get(root) ?? []).map((link) => [nameOf(link), this.#root(link)]));
    const type = (root: Root) => (roots.has(root) ? new ObjectType({ name: root, fields: fieldsOf(root) }) : undefined);
    const query = type('Query') ?? new ObjectType({ name: 'Query', fields: { nothing: { type: this.#library.GraphQLBoolean, description: 'A schema has at least one query, and no operation here reads.' } } });
    const schema = new Schema({ query, mutation: type('Mutation'), subscription: type('Subscription') });
    this.#requireTypes();
    const [fault] = validateSchema(schema);
    if (fault !== undefined) throw graphqlErrors.GRAPHQL_SCHEMA_INVALID({ what: fault.message, cause: fault });
    return schema;
  }

  #root(link: PlannedLink): Field {
    const { output, page, args, argumentsOf } = this.#called(link, []);
    const operation = this.#lazily(link);
    const base = { type: output, args, description: link.contract.summary, extensions: page };
    if (shapeOf(link.contract as Operation) === 'output-stream')
      return { ...base, subscribe: (_source: unknown, given: object, context: RequestContext, info: GraphQLResolveInfo) => context.stream(operation(), argumentsOf(given, info)), resolve: (value: unknown) => value };
    return { ...base, resolve: (_source, given: object, context, info) => context.call(operation(), argumentsOf(given, info)) };
  }

  #related(type: string): Fields {
    const found = this.#links.flatMap((link) => methodOf(link).relations.filter((each) => each.type === type).map((each) => [each.field, this.#relation(link, each)] as const));
    const twice = found.find(([name], at) => found.findIndex(([other]) => other === name) !== at);
    if (twice !== undefined) throw graphqlErrors.GRAPHQL_SCHEMA_INVALID(`Two relations lead from "${type}.${twice[0]}".`);
    return Object.fromEntries(found);
  }

  #relation(link: PlannedLink, relation: Relation): Field {
    const { output, page, args, argumentsOf } = this.#called(link, Object.keys(relation.input), relation);
    const operation = this.#lazily(link);
    const resolve: GraphQLFieldResolver<unknown, RequestContext> = (source, given: object, context, info) => loadRelated(relation, operation(), source, argumentsOf(given, info), context);
    return { type: output, args, description: link.contract.summary, resolve, extensions: page };
  }

  /** What a field that calls an operation takes and gives. It may be null, so that what fails takes nothing else with it. */
  #called(link: PlannedLink, taken: readonly string[], relation?: Relation) {
    const input = jsonSchemaOf(link.contract, 'input');
    const output = jsonSchemaOf(link.contract, 'output');
    const items = relation?.batch === undefined ? pageItems(input, output) : undefined;
    const size = items === undefined ? undefined : pageSizeOf(input);
    const type = items === undefined ? this.#answer(link, output, relation) : connectionType(this.#types, items, output, itemHint(link));
    const args = this.#arguments(link, input, taken, size);
    const argumentsOf = (given: object, info: GraphQLResolveInfo): Record<string, unknown> => {
      const field = info.parentType.getFields()[info.fieldName];
      return fromArguments(this.#library, field?.args ?? [], given as Readonly<Record<string, unknown>>);
    };
    return { output: this.#library.getNullableType(type), page: { page: items !== undefined }, args, argumentsOf };
  }

  #answer(link: PlannedLink, output: JsonSchema, relation: Relation | undefined) {
    const top = resolveReference(output, output).schema;
    if (relation?.batch === undefined) return top['type'] === 'array' ? this.#list(link, output) : this.#types.output(output, output, methodOf(link).graphql.type ?? hintOf(link, 'Output'));
    const list = top['type'] === 'array' ? top : ((top['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>)['items'];
    const shape = list === undefined ? undefined : shapeOfSchema(list, output);
    if (shape?.kind !== 'list') throw graphqlErrors.GRAPHQL_SCHEMA_INVALID(`"${link.contract.name}" loads "${relation.type}.${relation.field}" in batches, and its output is no list.`);
    const item = this.#types.output(shape.items, output, itemHint(link));
    return relation.many ? new this.#library.GraphQLList(item) : item;
  }

  #list(link: PlannedLink, output: JsonSchema) {
    const shape = shapeOfSchema(output, output);
    return shape.kind === 'list' ? new this.#library.GraphQLList(this.#types.output(shape.items, output, itemHint(link))) : this.#types.output(output, output, hintOf(link, 'Output'));
  }

  #arguments(link: PlannedLink, input: JsonSchema, taken: readonly string[], size: 'first' | 'limit' | undefined): GraphQLFieldConfigArgumentMap {
    const fields = this.#types.inputFields(resolveReference(input, input).schema, input, hintOf(link, 'Input'), taken) as GraphQLFieldConfigArgumentMap;
    const { limit, ...others } = fields;
    return size === 'limit' && limit !== undefined ? { first: limit, ...others } : fields;
  }

  #lazily(link: PlannedLink): () => CalledOperation {
    let made: CalledOperation | undefined;
    return () => (made ??= this.#operationOf(link));
  }

  /** Every relation leads from a type with the properties that it takes values from. */
  #requireTypes(): void {
    for (const { relations } of this.#links.map(methodOf))
      for (const { type, field, input } of relations) {
        const found = this.#types.named(type);
        if (found === undefined || !this.#library.isObjectType(found)) throw graphqlErrors.GRAPHQL_SCHEMA_INVALID(`The relation "${type}.${field}" leads from a type that no output has.`);
        const properties = found.extensions['properties'] as readonly string[];
        for (const from of Object.values(input)) if (!properties.includes(from)) throw graphqlErrors.GRAPHQL_SCHEMA_INVALID(`The relation "${type}.${field}" takes "${from}", which "${type}" does not have.`);
      }
  }
}

const nameOf = (link: PlannedLink): string => methodOf(link).graphql.field ?? fieldName(link.contract.name);
const itemHint = (link: PlannedLink): string => methodOf(link).graphql.type ?? hintOf(link, 'OutputItem');
const hintOf = (link: PlannedLink, part: string): string => `${typeName(link.contract.name)}${part}`;

type Root = 'Query' | 'Mutation' | 'Subscription';

function rootOf(link: PlannedLink): Root {
  const contract = link.contract as Operation;
  if (shapeOf(contract) === 'output-stream') return 'Subscription';
  return contract.effect === 'read' ? 'Query' : 'Mutation';
}

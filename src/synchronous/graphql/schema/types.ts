import type { GraphQLFieldConfig, GraphQLInputFieldConfig, GraphQLInputType, GraphQLNamedType, GraphQLObjectType, GraphQLOutputType } from 'graphql';

import { canonicalJson } from '../../../kernel/json.ts';
import type { JsonSchema } from '../../../kernel/schema.ts';
import { graphqlErrors } from '../errors.ts';
import type { RequestContext } from '../execution/request-context.ts';
import type { Library } from '../library.ts';
import { makeEnum } from './enums.ts';
import { schemaKey } from './key.ts';
import { memberName, typeName } from './names.ts';
import { makeScalars } from './scalars.ts';
import type { Scalars } from './scalars.ts';
import { resolveReference, shapeOfSchema } from './shape.ts';
import type { Shape } from './shape.ts';

/** What an argument or input field is called in the contract, and whether it may be null there. */
export interface Wire {
  readonly name: string;
  readonly nullable: boolean;
}

export type FieldsOf = (typeName: string) => Readonly<Record<string, GraphQLFieldConfig<unknown, RequestContext>>>;
type Properties = Readonly<Record<string, JsonSchema>>;
type Of<Kind extends Shape['kind']> = Extract<Shape, { kind: Kind }>;

/** JSON Schemas as GraphQL types, each name once. `document` is where references of a schema lead. */
export class Types {
  readonly scalars: Scalars;
  readonly library: Library;
  readonly #ids: ReadonlySet<string>;
  readonly #related: FieldsOf;
  readonly #named = new Map<string, { readonly type: GraphQLNamedType; readonly key: string }>();

  /** `related`: what relations add to a type; asked for when all types are there. */
  constructor(library: Library, ids: readonly string[], related: FieldsOf) {
    this.library = library;
    this.scalars = makeScalars(library);
    this.#ids = new Set(ids);
    this.#related = related;
  }

  /** `hint`: the name where the schema has none. */
  output(schema: JsonSchema, document: JsonSchema, hint: string, property = ''): GraphQLOutputType {
    const shape = shapeOfSchema(schema, document);
    const type = this.#output(shape, document, hint, property);
    return shape.nullable ? type : new this.library.GraphQLNonNull(type);
  }

  input(schema: JsonSchema, document: JsonSchema, hint: string, property = ''): GraphQLInputType {
    const shape = shapeOfSchema(schema, document);
    const type = this.#input(shape, document, hint, property);
    return shape.nullable ? type : new this.library.GraphQLNonNull(type);
  }

  /** The properties of an input as arguments or input fields. What has a default or is not required may be left out. */
  inputFields(schema: JsonSchema, document: JsonSchema, hint: string, without: readonly string[] = []): Record<string, GraphQLInputFieldConfig> {
    const required = new Set((schema['required'] ?? []) as readonly string[]);
    const fields = Object.entries((schema['properties'] ?? {}) as Properties).filter(([name]) => !without.includes(name));
    return this.#unique(hint, fields.map(([name, property]) => {
      const { nullable } = shapeOfSchema(property, document);
      const type = this.input(property, document, `${hint}${typeName(name)}`, name);
      const optional = !required.has(name) || property['default'] !== undefined;
      const wire: Wire = { name, nullable };
      return [name, { type: optional ? this.library.getNullableType(type) : type, description: describe(property), extensions: { wire } }] as const;
    }));
  }

  /** Types that were made, by name. */
  named(name: string): GraphQLNamedType | undefined {
    return this.#named.get(name)?.type;
  }

  /** Keeps a type that is no schema's own (a connection). */
  once<T extends GraphQLNamedType>(name: string, key: string, make: () => T): T {
    const known = this.#named.get(name);
    if (known !== undefined && known.key !== key) throw graphqlErrors.GRAPHQL_SCHEMA_INVALID(`Two different schemas are called "${name}"; give one of them another title.`);
    if (known !== undefined) return known.type as T;
    const type = make();
    this.#named.set(name, { type, key });
    return type;
  }

  #output(shape: Shape, document: JsonSchema, hint: string, property: string): GraphQLOutputType {
    switch (shape.kind) {
      case 'scalar': return this.#scalar(shape.scalar, property);
      case 'enum': return this.#enum(shape, hint);
      case 'list': return new this.library.GraphQLList(this.output(shape.items, document, `${hint}Item`));
      case 'object': return this.#object(shape, document, hint);
      default: return this.#union(shape, document, hint);
    }
  }

  #input(shape: Shape, document: JsonSchema, hint: string, property: string): GraphQLInputType {
    switch (shape.kind) {
      case 'scalar': return this.#scalar(shape.scalar, property);
      case 'enum': return this.#enum(shape, hint);
      case 'list': return new this.library.GraphQLList(this.input(shape.items, document, `${hint}Item`));
      case 'object': {
        const name = `${shape.name === undefined ? hint : typeName(shape.name)}Input`;
        return this.once(name, `input ${schemaKey(shape.schema, document)}`, () => new this.library.GraphQLInputObjectType({ name, description: describe(shape.schema), fields: () => this.inputFields(shape.schema, document, name) }));
      }
      // The contract tells the members apart when it checks the value.
      default: return this.scalars.Json;
    }
  }

  #scalar(scalar: Of<'scalar'>['scalar'], property: string) {
    if (scalar === 'String') return this.#ids.has(property) ? this.library.GraphQLID : this.library.GraphQLString;
    if (scalar === 'Int') return this.library.GraphQLInt;
    if (scalar === 'Float') return this.library.GraphQLFloat;
    return scalar === 'Boolean' ? this.library.GraphQLBoolean : this.scalars[scalar];
  }

  #enum(shape: Of<'enum'>, hint: string) {
    const name = shape.name === undefined ? hint : typeName(shape.name);
    const made = makeEnum(this.library, name, shape.values, describe(shape.schema));
    return made === undefined ? this.library.GraphQLString : this.once(name, `enum ${canonicalJson(shape.values)}`, () => made);
  }

  #object(shape: Of<'object'>, document: JsonSchema, hint: string): GraphQLObjectType<unknown, RequestContext> {
    const name = shape.name === undefined ? hint : typeName(shape.name);
    return this.once<GraphQLObjectType>(name, schemaKey(shape.schema, document), () => new this.library.GraphQLObjectType<unknown, RequestContext>({ name, description: describe(shape.schema), extensions: { properties: Object.keys(shape.schema['properties'] as object) }, fields: () => ({ ...this.#fields(shape.schema, document, name), ...this.#related(name) }) }));
  }

  #fields(schema: JsonSchema, document: JsonSchema, hint: string): Record<string, GraphQLFieldConfig<unknown, RequestContext>> {
    const required = new Set((schema['required'] ?? []) as readonly string[]);
    return this.#unique(hint, Object.entries((schema['properties'] ?? {}) as Properties).map(([name, property]) => {
      const type = this.output(property, document, `${hint}${typeName(name)}`, name);
      return [name, { type: required.has(name) ? type : this.library.getNullableType(type), description: describe(property), resolve: (source: unknown) => ownValue(source, name) }] as const;
    }));
  }

  #union(shape: Of<'union'>, document: JsonSchema, hint: string) {
    const name = shape.name === undefined ? hint : typeName(shape.name);
    const byValue = new Map(shape.members.map((member) => {
      const found = resolveReference(member, document);
      const value = ((found.schema['properties'] as Properties)[shape.by]?.['const']) as string;
      return [value, this.#object({ kind: 'object', name: found.name, schema: found.schema, nullable: false }, document, `${name}${typeName(value)}`)] as const;
    }));
    return this.once(name, schemaKey(shape.schema, document), () => new this.library.GraphQLUnionType({ name, types: Array.from(new Set(byValue.values())), resolveType: (value) => byValue.get(ownValue(value, shape.by) as string)?.name }));
  }

  /** Two properties whose names become the same one are refused, since a client could not say which it means. */
  #unique<T>(owner: string, entries: ReadonlyArray<readonly [string, T]>): Record<string, T> {
    const made = new Map<string, T>();
    for (const [name, value] of entries) {
      if (made.has(memberName(name))) throw graphqlErrors.GRAPHQL_SCHEMA_INVALID(`Two properties of "${owner}" would be called "${memberName(name)}".`);
      made.set(memberName(name), value);
    }
    return Object.fromEntries(made);
  }
}

const describe = (schema: JsonSchema): string | undefined => schema['description'] as string | undefined;

/** A property of the value itself; never one that every object has. */
export function ownValue(source: unknown, name: string): unknown {
  return typeof source === 'object' && source !== null && Object.hasOwn(source, name) ? (source as Record<string, unknown>)[name] : undefined;
}

import type { JsonSchema } from '../../../kernel/schema.ts';

/** The schemas of a document, each under its own name, with references that point into `components`. */
export class Components {
  readonly schemas: Record<string, unknown> = {};

  /** Adds a schema and its definitions; answers with a reference to it. */
  add(name: string, schema: JsonSchema): { readonly $ref: string } {
    if (!Object.hasOwn(this.schemas, name)) {
      this.schemas[name] = {};
      this.schemas[name] = this.hoisted(name, schema);
    }
    return { $ref: pointer(name) };
  }

  /** A schema for use in place: its definitions moved to the components under `name`. */
  hoisted(name: string, schema: JsonSchema): JsonSchema {
    const { $defs, definitions, ...rest } = schema as Record<string, unknown>;
    const inner = { ...(definitions as object), ...($defs as object) } as Record<string, JsonSchema>;
    for (const [each, definition] of Object.entries(inner)) this.schemas[definitionName(name, each)] ??= rewritten(definition, name);
    return rewritten(rest, name) as JsonSchema;
  }
}

const safe = (text: string): string => text.replaceAll(/[^A-Za-z0-9._-]/g, '_');
const pointer = (name: string): string => `#/components/schemas/${safe(name)}`;
const definitionName = (owner: string, name: string): string => safe(`${owner}.${name}`);

/** References within one schema as references within the document. */
function rewritten(value: unknown, owner: string): unknown {
  if (Array.isArray(value)) return value.map((each) => rewritten(each, owner));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, key === '$ref' && typeof each === 'string' ? movedReference(each, owner) : rewritten(each, owner)]));
}

function movedReference(reference: string, owner: string): string {
  const name = /^#\/(?:\$defs|definitions)\/(.+)$/.exec(reference)?.[1];
  if (name !== undefined) return `#/components/schemas/${definitionName(owner, name.replaceAll('~1', '/').replaceAll('~0', '~'))}`;
  return reference.startsWith('#') ? reference.replace('#', pointer(owner)) : reference;
}

import type { IntegrationMap } from '../kernel/map.ts';
import type { JsonSchema } from '../kernel/schema.ts';

/** Every schema of a map as one document (JSON Schema 2020-12), each below `$defs` by `name@version/part` and with an `$id` of its own, so that its references stay within it. */
export function exportJsonSchema({ name, contracts }: Pick<IntegrationMap, 'name' | 'contracts'>): JsonSchema {
  const parts = contracts.flatMap((contract) => {
    const errors = Object.entries(contract.errors ?? {}).flatMap(([code, { schema }]) => (schema === undefined ? [] : [[`errors/${code}`, schema] as const]));
    return [...Object.entries(contract.schemas), ...errors].map(([part, schema]) => [`${contract.name}@${contract.version}/${part}`, schema] as const);
  });
  const definitions = parts.map(([id, schema]) => [id, { ...schema, $id: `urn:isthmus:schema:${name}:${id.replaceAll(/[@/]/g, ':')}` }] as const);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: name, $defs: Object.fromEntries(definitions) };
}

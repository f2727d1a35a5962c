import { mapSchema } from '../../src/app/map-schema.ts';
import type { Generated } from '../generate.ts';

/** `map.schema.json`: the published JSON Schema of the map. */
export function generate(): Generated {
  return { path: 'map.schema.json', text: `${JSON.stringify(mapSchema, null, 2)}\n` };
}

import type { SchemaRule } from '../rule.ts';
import { boundRules, restrictionRules, unweighedRules } from './bounds.ts';
import { propertyRules } from './properties.ts';
import { structureRules } from './structure.ts';
import { typeRules, valueRules } from './types.ts';

/** Every rule about two schemas at the same place. */
export const schemaRules: readonly SchemaRule[] = [...typeRules, ...valueRules, ...propertyRules, ...structureRules, ...boundRules, ...restrictionRules, ...unweighedRules];

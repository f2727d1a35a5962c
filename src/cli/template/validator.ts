/** Packages that a new project can describe its data with. */
export const validators = ['zod', 'valibot', 'arktype'] as const;
export type Validator = (typeof validators)[number];

/** What a property of a new project's contracts holds. */
export type Property = 'text' | 'integer' | 'flag';

/** How one validator is imported and writes an object. */
interface Dialect {
  readonly imports: readonly string[];
  /** Ranges, by package. */
  readonly packages: Readonly<Record<string, string>>;
  readonly words: Readonly<Record<Property, string>>;
  readonly wrap: (properties: string) => string;
}

/** By validator. The ranges are those that this version was tested with. */
export const dialects: Readonly<Record<Validator, Dialect>> = {
  zod: {
    imports: ["import { z } from 'zod';"],
    packages: { zod: '^4.6.7' },
    words: { text: 'z.string()', integer: 'z.int()', flag: 'z.boolean()' },
    wrap: (properties) => `z.object({ ${properties} })`,
  },
  valibot: {
    imports: ["import { toStandardJsonSchema } from '@valibot/to-json-schema';", "import * as v from 'valibot';"],
    packages: { '@valibot/to-json-schema': '^1.8.0', valibot: '^1.5.0' },
    words: { text: 'v.string()', integer: 'v.pipe(v.number(), v.integer())', flag: 'v.boolean()' },
    wrap: (properties) => `toStandardJsonSchema(v.object({ ${properties} }))`,
  },
  arktype: {
    imports: ["import { type } from 'arktype';"],
    packages: { arktype: '^2.2.9' },
    words: { text: "'string'", integer: "'number.integer'", flag: "'boolean'" },
    wrap: (properties) => `type({ ${properties} })`,
  },
};

/** The source text of an object's schema. */
export function objectSchema(validator: Validator, properties: Readonly<Record<string, Property>>): string {
  const { words, wrap } = dialects[validator];
  return wrap(Object.entries(properties).map(([name, property]) => `${name}: ${words[property]}`).join(', '));
}

/** The source text of the imports. */
export const validatorImports = (validator: Validator): string => dialects[validator].imports.join('\n');

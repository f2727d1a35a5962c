import { globSync } from 'node:fs';
import { join } from 'node:path';
import { definedErrors, type ErrorDefinition } from '../../src/kernel/error.ts';
import type { Generated } from '../generate.ts';
import { root } from '../shell.ts';

const introduction = `# Errors

Every error carries a permanent code, a category to act on, what happened, why, and what to do.
This page is made from the sources by \`npm run generate\`.
`;

function section([code, { category, why, fix }]: readonly [string, ErrorDefinition]): string {
  return `## ${code}\n\n*${category}*. ${why}\n\n**What to do:** ${fix}\n`;
}

/** `docs/errors.md`: every code that a file named `errors.ts` (or `…-errors.ts`) declares. */
export async function generate(): Promise<Generated> {
  for (const file of globSync('{src,conformance}/**/*errors.ts', { cwd: root }).toSorted()) await import(join(root, file));
  const codes = [...definedErrors()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { path: 'docs/errors.md', text: [introduction, ...codes.map(section)].join('\n') };
}

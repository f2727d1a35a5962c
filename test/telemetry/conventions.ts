import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.resolve('@opentelemetry/semantic-conventions')));
const declaration = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*declare const (ATTR|METRIC)_\w+: "([^"]+)"/g;

/** Names that the published conventions have and do not call deprecated; that is said in comments only. */
function namesOf(kind: 'ATTR' | 'METRIC'): ReadonlySet<string> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.d.mts'));
  const found = files.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(declaration)]);
  return new Set(found.filter(([, comment, of]) => of === kind && !comment?.includes('@deprecated')).map(([, , , name]) => name ?? ''));
}

export const attributesOfConventions = (): ReadonlySet<string> => namesOf('ATTR');
export const metricsOfConventions = (): ReadonlySet<string> => namesOf('METRIC');

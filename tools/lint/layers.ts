/** The layers of src, bottom first. A folder imports only from rows below its own; folders on one row never import each other. */
const rows: readonly (readonly string[])[] = [
  ['src/kernel'],
  ['src/driver'],
  ['src/resilience'],
  ['src/telemetry', 'src/http'],
  ['src/engines/*'],
  ['src/synchronous/*'],
  ['src/asynchronous/delivery'],
  ['src/asynchronous/relay'],
  ['src/asynchronous/queue', 'src/asynchronous/stream'],
  ['src/asynchronous/job'],
  ['src/asynchronous/webhook'],
  ['src/batch/*'],
  ['src/infrastructure/*'],
  ['src/advisor', 'src/export', 'src/evolution', 'src/client'],
  ['src/console'],
  ['src/app'],
  ['src/index.ts'],
  ['src/cli'],
  ['conformance'],
];

/** Folders that only these may import, besides what the rows forbid. */
const onlyFor: readonly { readonly folder: string; readonly importers: readonly string[] }[] = [
  { folder: 'src/engines/*', importers: ['src/app', 'src/index.ts', 'src/cli'] },
];

/** Folders that may import only these, besides what the rows forbid. */
const onlyFrom: Readonly<Record<string, readonly string[]>> = {
  conformance: ['src/kernel', 'src/driver', 'src/asynchronous/queue', 'src/asynchronous/stream', 'src/index.ts'],
};

/** Packages that a folder may import; every other package is refused inside src. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'src/telemetry': ['@opentelemetry/api'],
  'src/engines/postgres': ['pg'],
  'src/synchronous/rest': ['fastify', 'express', 'hono'],
  'src/synchronous/graphql': ['graphql'],
};

interface Unit {
  readonly folder: string;
  readonly row: number;
  readonly pattern: string;
}

const match = (pattern: string, path: string): string | undefined => {
  const depth = pattern.split('/').length;
  const head = path.split('/').slice(0, depth);
  return pattern.split('/').every((part, index) => part === '*' || part === head[index]) && head.length === depth
    ? head.join('/')
    : undefined;
};

const unitOf = (path: string): Unit | undefined => {
  for (const [row, patterns] of rows.entries()) {
    for (const pattern of patterns) {
      const folder = match(pattern, path);
      if (folder !== undefined) return { folder, row, pattern };
    }
  }
  return undefined;
};

const isLayered = (path: string): boolean => path.startsWith('src/') || path.startsWith('conformance/');

const isOwnIndex = (importer: string, imported: string): boolean =>
  imported.endsWith('/index.ts') && importer.startsWith(imported.slice(0, -'index.ts'.length));

/** What is wrong with one file importing another (paths from the root of the repository), or undefined. */
export const importFault = (importer: string, imported: string): string | undefined => {
  if (!isLayered(importer)) return undefined;
  if (!isLayered(imported)) return `${imported} is outside the layers: src imports only from src.`;
  if (isOwnIndex(importer, imported)) return `${imported} is the index of the importer's own folder: import the file that has the thing.`;
  const from = unitOf(importer);
  const to = unitOf(imported);
  if (from === undefined) return `${importer} stands in no layer: add its folder to tools/lint/layers.ts.`;
  if (to === undefined) return `${imported} stands in no layer: add its folder to tools/lint/layers.ts.`;
  return from.folder === to.folder ? undefined : unitFault(from, to);
};

const unitFault = (from: Unit, to: Unit): string | undefined => {
  if (from.row === to.row) return `${from.folder} and ${to.folder} are siblings: they never import each other.`;
  if (from.row < to.row) return `${to.folder} is a layer above ${from.folder}: imports point downwards only.`;
  const reserved = onlyFor.find(({ folder }) => folder === to.pattern);
  if (reserved !== undefined && !reserved.importers.includes(from.folder)) {
    return `${to.folder} may be imported only by ${reserved.importers.join(', ')}.`;
  }
  const allowed = onlyFrom[from.folder];
  return allowed === undefined || allowed.includes(to.folder) ? undefined : `${from.folder} may import only ${allowed.join(', ')}.`;
};

/** What is wrong with a file importing a package, or undefined. Node's own modules are free to all but the kernel's neighbours. */
export const packageFault = (importer: string, specifier: string): string | undefined => {
  if (!isLayered(importer) || specifier.startsWith('node:')) return undefined;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (name === 'isthmus') return 'src reaches itself by relative paths, so that the layers are seen.';
  const folder = unitOf(importer)?.folder ?? importer;
  return packages[folder]?.includes(name) === true ? undefined : `${folder} may not import the package ${name}.`;
};

import { kinds } from './kinds.ts';
import type { KindName } from './kinds.ts';
import type { Subject } from './kind.ts';
import { dialects } from './validator.ts';

/** What a new project is made from. */
export interface Plan extends Subject {
  readonly kind: KindName;
  /** What the manifest says of this package: a range, or `file:` and a path. */
  readonly isthmus: string;
}

/** Ranges of the tools of a new project; those that this version was tested with. */
export const toolRanges = { '@types/node': '^24.19.2', typescript: '^7.0.2' } as const;

/** The files of a new project: text by path. */
export function projectFiles(plan: Plan): Readonly<Record<string, string>> {
  const kind = kinds[plan.kind];
  return {
    'package.json': json(manifest(plan)),
    'tsconfig.json': json({ compilerOptions, include: ['*.ts'] }),
    'app.ts': kind.app(plan),
    'app.test.ts': kind.test(),
    'README.md': readme(plan),
    '.gitignore': 'node_modules/\n.isthmus/\n*.log\n',
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

function manifest({ name, validator, isthmus }: Plan) {
  const dependencies = { isthmus, ...dialects[validator].packages };
  const lower = name.toLowerCase();
  return {
    // npm installs nothing into a package of the same name.
    name: lower in dependencies || lower in toolRanges ? `${lower}-app` : lower,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=24.6' },
    scripts: { dev: 'isthmus dev app.ts', start: 'isthmus start app.ts', test: 'node --test', check: 'tsc && isthmus check app.ts' },
    dependencies,
    devDependencies: toolRanges,
  };
}

/** Strict, and only what Node runs as it is. */
const compilerOptions = {
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  module: 'nodenext',
  types: ['node'],
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
};

function readme({ name, kind: kindName }: Plan): string {
  const kind = kinds[kindName];
  const trials = kind.trials.map(({ says, command }) => `# ${says}\n${command}`).join('\n');
  return `# ${name}

${kind.summary}

\`\`\`sh
npm install
npx isthmus dev    # runs it, and again after each save
\`\`\`

In another terminal:

\`\`\`sh
${trials}
\`\`\`

| command | what it does |
| --- | --- |
| \`npm run dev\` | runs it, and again after each save; no message is lost |
| \`npm start\` | runs it |
| \`npm test\` | runs the tests, with an engine in memory |
| \`npm run check\` | checks the types, and whether the way that each link travels fits what it needs |

\`PORT\` changes the port. What must not be lost is in \`.isthmus/${name}\`.

## Next

${kind.next.map((line) => `- ${line}`).join('\n')}
- \`npx isthmus describe\` draws what is joined to what; \`npx isthmus top\` shows it live; \`npx isthmus help\` lists the rest.
`;
}

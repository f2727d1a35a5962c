import { dirname, relative, resolve, sep } from 'node:path';
import { importFault, packageFault } from './layers.ts';

/** The part of oxlint's (ESLint's) rule interface that is used here. */
interface Node {
  readonly type: string;
  readonly source?: Node | null;
  readonly value?: unknown;
  readonly expression?: Node;
  readonly typeAnnotation?: Node;
  readonly loc: { readonly start: { readonly line: number } };
}
interface Context {
  readonly cwd: string;
  readonly filename: string;
  readonly sourceCode: { readonly lines: readonly string[] };
  report(problem: { readonly message: string; readonly node: Node }): void;
}

const rootOf = (context: Context): string => context.cwd;

const pathInRoot = (root: string, path: string): string => relative(root, path).split(sep).join('/');

const faultOf = (context: Context, specifier: string): string | undefined => {
  const root = rootOf(context);
  const importer = pathInRoot(root, context.filename);
  if (!specifier.startsWith('.')) return packageFault(importer, specifier);
  return importFault(importer, pathInRoot(root, resolve(dirname(context.filename), specifier)));
};

const checkSource =
  (context: Context) =>
  (node: Node): void => {
    const specifier = node.source?.value;
    if (typeof specifier !== 'string') return;
    const message = faultOf(context, specifier);
    if (message !== undefined) context.report({ message, node });
  };

const imports = {
  create: (context: Context) => {
    const check = checkSource(context);
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

const isExplained = (context: Context, node: Node): boolean => {
  const { line } = node.loc.start;
  return context.sourceCode.lines.slice(Math.max(0, line - 2), line).some((text) => /\/\/|\*\//.test(text));
};

const isDoubleAssertion = (node: Node): boolean =>
  node.expression?.type === 'TSAsExpression' && node.expression.typeAnnotation?.type === 'TSUnknownKeyword';

const explainedAssertions = {
  create: (context: Context) => ({
    TSAsExpression: (node: Node): void => {
      if (!isDoubleAssertion(node) || isExplained(context, node)) return;
      context.report({ message: '`as unknown as` needs a comment that says why it is right.', node });
    },
  }),
};

export default {
  meta: { name: 'house' },
  rules: { layers: imports, 'explained-assertions': explainedAssertions },
};

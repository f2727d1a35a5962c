import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../shell.ts';

const declaration = /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm;
const everywhere = '{src,conformance,examples,test,bench,proofs,tools}/**/*.ts';

interface Source {
  readonly file: string;
  readonly text: string;
}

function countWords(sources: readonly Source[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of sources) {
    for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Files whose every name an entry passes on with `export *`. */
function isPublic(file: string, sources: readonly Source[]): boolean {
  const name = file.split('/').at(-1) ?? file;
  return sources.some((source) => source.text.includes(`export * from`) && source.text.includes(`/${name}'`) && source.file !== file);
}

/** Exported names of src and conformance that are written nowhere but where they are declared. */
export function unusedFaults(): readonly string[] {
  const sources = globSync(everywhere, { cwd: root, exclude: ['**/node_modules'] }).map((file) => ({
    file,
    text: readFileSync(join(root, file), 'utf8'),
  }));
  const counts = countWords(sources);
  return sources
    .filter(({ file }) => /^(?:src|conformance)\//.test(file) && !isPublic(file, sources))
    .flatMap(({ file, text }) =>
      [...text.matchAll(declaration)]
        .map((match) => match[1] ?? '')
        .filter((name) => counts.get(name) === 1)
        .map((name) => `${file} exports ${name}, which nothing uses.`),
    );
}

/** One segment of a path template: a text, or the name of a parameter. */
export type Segment = { readonly text: string } | { readonly parameter: string };

const parameter = /^\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** Reads a path template such as `/flights/{id}`; a sentence where it is none. */
export function parsePath(path: string): readonly Segment[] | string {
  const segments: Segment[] = [];
  for (const part of path.slice(1).split('/')) {
    const name = parameter.exec(part)?.[1];
    if (name === undefined && /[{}]/.test(part)) return `the segment "${part}" is neither a text nor one {parameter}`;
    if (part === '.' || part === '..') return `the segment "${part}" would be taken away by clients`;
    segments.push(name === undefined ? { text: part } : { parameter: name });
  }
  const names = parametersOf(segments);
  return new Set(names).size === names.length ? segments : 'a parameter stands there twice';
}

/** Names of the parameters, in their order. */
export function parametersOf(segments: readonly Segment[]): readonly string[] {
  return segments.flatMap((segment) => ('parameter' in segment ? [segment.parameter] : []));
}

/** The template without the names of its parameters: two with one shape match the same paths. */
export function shapeOfPath(segments: readonly Segment[]): string {
  return segments.map((segment) => ('text' in segment ? `/${segment.text}` : '/{}')).join('');
}

import { decodePart } from '../input/decode.ts';
import type { Segment } from './path.ts';

/** What answers at one path, by method. */
interface Table<T> {
  readonly byMethod: Map<string, T>;
  allow: string;
}

interface Node<T> {
  readonly texts: Map<string, Node<T>>;
  parameter: Node<T> | undefined;
  table: Table<T> | undefined;
}

/** A route that was found: what it is, and the values of its parameters in their order. */
export interface Found<T> {
  readonly route: T;
  readonly parameters: readonly string[];
}

const noParameters: readonly string[] = [];
const makeNode = <T>(): Node<T> => ({ texts: new Map(), parameter: undefined, table: undefined });

/** Finds routes: whole paths without parameters in one look, others segment by segment; a text goes before a parameter. */
export class Router<T> {
  readonly #whole = new Map<string, Map<string, Found<T>>>();
  readonly #root: Node<T> = makeNode();

  add(method: string, segments: readonly Segment[], route: T): void {
    let node = this.#root;
    for (const segment of segments) node = 'text' in segment ? childOf(node, segment.text) : (node.parameter ??= makeNode());
    node.table ??= { byMethod: new Map(), allow: '' };
    node.table.byMethod.set(method, route);
    node.table.allow = allowOf([...node.table.byMethod.keys()]);
    if (segments.every((segment) => 'text' in segment)) this.#addWhole(method, segments.map((segment) => `/${segment.text}`).join(''), route);
  }

  /** The route of a method and a path, still percent-encoded. Throws `REQUEST_MALFORMED` where that is not UTF-8. */
  find(method: string, path: string): Found<T> | undefined {
    const whole = this.#whole.get(path)?.get(method);
    if (whole !== undefined) return whole;
    if (!path.startsWith('/')) return undefined;
    const parameters: string[] = [];
    const table = search(this.#root, path, 1, parameters, method);
    const route = table?.byMethod.get(method);
    return route === undefined ? undefined : { route, parameters };
  }

  /** The methods at a path, for `allow`; `undefined` where there is none. */
  allowed(path: string): string | undefined {
    return path.startsWith('/') ? search(this.#root, path, 1, [], undefined)?.allow : undefined;
  }

  #addWhole(method: string, path: string, route: T): void {
    const methods = this.#whole.get(path) ?? new Map<string, Found<T>>();
    methods.set(method, { route, parameters: noParameters });
    this.#whole.set(path, methods);
  }
}

function childOf<T>(node: Node<T>, text: string): Node<T> {
  const known = node.texts.get(text);
  if (known !== undefined) return known;
  const child = makeNode<T>();
  node.texts.set(text, child);
  return child;
}

function allowOf(methods: readonly string[]): string {
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}

/** Walks from `start`, the place after a slash; goes back where a text led nowhere. */
function search<T>(node: Node<T>, path: string, start: number, parameters: string[], method: string | undefined): Table<T> | undefined {
  if (start > path.length) return node.table !== undefined && (method === undefined || node.table.byMethod.has(method)) ? node.table : undefined;
  const slash = path.indexOf('/', start);
  const end = slash < 0 ? path.length : slash;
  const part = decodePart(path.slice(start, end));
  const text = node.texts.get(part);
  const found = text === undefined ? undefined : search(text, path, end + 1, parameters, method);
  if (found !== undefined || node.parameter === undefined || part === '') return found;
  parameters.push(part);
  const below = search(node.parameter, path, end + 1, parameters, method);
  if (below === undefined) parameters.pop();
  return below;
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { IntegrationMap, MapLink } from '../../kernel/map.ts';

/** A line of a source file. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

interface Source {
  readonly file: string;
  readonly text: string;
  /** Where each line ends. */
  readonly ends: readonly number[];
}

interface Declared extends Place {
  readonly text: string;
}

const mostFiles = 500;

/** Where each link is declared, as far as the text of the sources tells; by the names of the links. */
export function placesOf(map: IntegrationMap, file: string): ReadonlyMap<string, Place> {
  const sources = file.endsWith('.json') ? [read(file)] : reachable(file);
  const declared = file.endsWith('.json') ? [] : sources.flatMap(declarations);
  const places = new Map<string, Place>();
  for (const link of map.links) {
    const place = declared.find(({ text }) => isNamed(text, link)) ?? declared.find(({ text }) => isAlike(text, link, sources)) ?? literal(link, sources);
    if (place !== undefined) places.set(link.name, { file: place.file, line: place.line });
  }
  return places;
}

function read(file: string): Source {
  const text = readFileSync(file, 'utf8');
  return { file, text, ends: [...text.matchAll(/\n/g)].map(({ index }) => index) };
}

/** The file and what it imports by relative paths. */
function reachable(entry: string): readonly Source[] {
  const found = new Map<string, Source>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined && found.size < mostFiles; file = waiting.pop()) {
    if (found.has(file) || !existsSync(file)) continue;
    const source = read(file);
    found.set(file, source);
    for (const [, specifier = ''] of source.text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g)) waiting.push(resolve(dirname(file), specifier));
  }
  return [...found.values()];
}

/** Every `link({ … })` of a file. */
function declarations(source: Source): readonly Declared[] {
  const { file, text } = source;
  return [...text.matchAll(/\blink\(\s*\{/g)].map(({ index }) => ({ file, line: lineAt(source, index), text: text.slice(index, closing(text, index)) }));
}

/** The end of the brackets that open after `start`; brackets in strings are rare enough there. */
function closing(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if ('([{'.includes(text[at] ?? '')) depth += 1;
    else if (')]}'.includes(text[at] ?? '') && (depth -= 1) === 0) return at + 1;
  }
  return text.length;
}

function lineAt({ ends }: Source, index: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const isNamed = (text: string, { name }: MapLink): boolean => new RegExp(`\\bname:\\s*['"\`]${escaped(name)}['"\`]`).test(text);

/** Same contract (by the variable that holds it) and same method. */
function isAlike(text: string, { contract, method }: MapLink, sources: readonly Source[]): boolean {
  const [name = ''] = contract.split('@');
  const declaration = new RegExp(`(\\w+)\\s*=\\s*(?:operation|event|dataset)\\(\\s*['"\`]${escaped(name)}['"\`]`);
  const variable = sources.map((source) => declaration.exec(source.text)?.[1]).find((each) => each !== undefined);
  return variable !== undefined && new RegExp(`\\bcontract(?::\\s*(?:\\w+\\.)*${variable})?\\b`).test(text) && text.includes(variable) && new RegExp(`\\bvia:\\s*${escaped(method)}\\b`).test(text);
}

/** The first line that has the link's name as a literal: in a map as JSON, for instance. */
function literal({ name }: MapLink, sources: readonly Source[]): Place | undefined {
  for (const source of sources) {
    const index = source.text.indexOf(JSON.stringify(name));
    if (index >= 0) return { file: source.file, line: lineAt(source, index) };
  }
  return undefined;
}

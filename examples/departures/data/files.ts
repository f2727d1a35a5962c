import { fileURLToPath } from 'node:url';

/** The path of a file of the package vega-datasets, which names only its module to importers. */
export function dataFile(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')));
}

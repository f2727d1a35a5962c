import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const frame = /(file:\/\/[^\s):]+|(?<=[\s(]|^)\/[^\s):]+):(\d+)/g;

/** Where an error comes from in the person's own code, ` (app.ts:3)`: the first frame that is neither Node's nor a package's; empty where there is none. */
export function placeOf(error: unknown, directory: string): string {
  if (!(error instanceof Error) || error.stack === undefined) return '';
  const places = [...error.stack.matchAll(frame)].map(([, file = '', line]) => ({ file: file.startsWith('file:') ? fileURLToPath(file) : file, line }));
  const own = places.find(({ file }) => !file.includes('/node_modules/') && !file.includes('/src/cli/'));
  return own === undefined ? '' : ` (${relative(directory, own.file)}:${own.line})`;
}

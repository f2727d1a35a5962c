import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Seen } from './protocol.ts';
import { versionOf } from './version.ts';

/** Where this package's own code stands: not the app's. */
const own = new URL('../../', import.meta.url).href;

export interface FileReport {
  /** Tells at once what was not told yet. */
  flush(): void;
}

/** Tells every file that is imported or required from now on, and each that is asked for and missing; not those of packages. */
export function reportFiles(tell: (seen: readonly Seen[]) => void): FileReport {
  let waiting: Seen[] = [];
  const flush = (): void => {
    if (waiting.length > 0) tell(waiting);
    waiting = [];
  };
  const note = (url: string): void => {
    if (!isOfApp(url)) return;
    if (waiting.length === 0) setImmediate(flush);
    const path = fileURLToPath(url);
    waiting.push({ path, version: versionOf(path) });
  };
  for (const name of ['package.json', 'node_modules/.package-lock.json']) note(new URL(name, `file://${process.cwd()}/`).href);
  registerHooks({
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context);
      } catch (error) {
        if (/^\.{0,2}\//.test(specifier) && context.parentURL !== undefined) note(new URL(specifier, context.parentURL).href);
        throw error;
      }
    },
    // Noted before it is read: a save in between is seen as a change.
    load: (url, context, next) => (note(url), next(url, context)),
  });
  return { flush };
}

function isOfApp(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(own);
}

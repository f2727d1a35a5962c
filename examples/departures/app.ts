/** Departures: the whole of Isthmus on real flight data. `npm start` runs it; `isthmus check` and `isthmus describe` read it. */
import { enableCompileCache, getCompileCacheDir } from 'node:module';

// Types are stripped at the first start only: later ones are ready sooner and take less memory. Threads learn it from the environment.
enableCompileCache();
process.env['NODE_COMPILE_CACHE'] ??= getCompileCacheDir();
if (import.meta.main) await (await import('./main.ts')).main();

/** The app as it is declared, without its clock and its file. */
export default async () => (await import('./declared.ts')).declared();

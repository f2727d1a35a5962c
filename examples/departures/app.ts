/** Departures: the whole of Isthmus on real flight data. `npm start` runs it. */
import { enableCompileCache, getCompileCacheDir } from 'node:module';

// Types are stripped at the first start only: later ones are ready sooner and take less memory. Threads learn it from the environment.
enableCompileCache();
process.env['NODE_COMPILE_CACHE'] ??= getCompileCacheDir();
const { main } = await import('./main.ts');
await main();

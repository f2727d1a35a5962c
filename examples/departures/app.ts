/** Departures: the whole of Isthmus on real flight data. `npm start` runs it. */
import { enableCompileCache } from 'node:module';

// Types are stripped at the first start only: later ones are ready sooner and take less memory.
enableCompileCache();
const { main } = await import('./main.ts');
await main();

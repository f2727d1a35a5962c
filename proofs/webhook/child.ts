/** The process that is killed: node proofs/webhook/child.ts DIRECTORY [FAULT]. Tells on file descriptor 3; stops politely at SIGTERM. */
import { writeSync } from 'node:fs';
import { embedded } from 'isthmus/embedded';
import { proofApp } from './app.ts';
import type { Told } from './app.ts';
import { broken, faults } from './broken.ts';
import type { FaultName } from './broken.ts';

const [directory = '', fault] = process.argv.slice(2);
const pipe = 3;

/** When it returns, a kill can't take it back. */
function tell(told: Told): void {
  for (let rest = Buffer.from(`${JSON.stringify(told)}\n`); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(pipe, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

const sound = embedded({ directory });
const app = await proofApp(fault !== undefined && fault in faults ? broken(sound, fault as FaultName) : sound, tell).start();
process.once('SIGTERM', () => void app.stop().then(() => tell({ kind: 'stopped' })));
tell({ kind: 'ready', url: `${await app.url()}/hooks/stripe` });

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declared } from '../../examples/departures/declared.ts';
import { lockOf, lockText } from '../../src/evolution/lock/lock.ts';
import { readLock } from '../../src/evolution/lock/read.ts';
import { root } from '../shell.ts';

const file = 'examples/departures/isthmus.lock.json';

/** Whether the lock file of Departures is what its contracts give. */
export function lockFaults(): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const current = lockText(lockOf(declared().map, readLock(text, file))) === text;
  return current ? [] : [`${file} is out of date: look at \`npx isthmus diff examples/departures/app.ts\`, then run \`npx isthmus lock examples/departures/app.ts\`.`];
}

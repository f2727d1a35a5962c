import { writeSync } from 'node:fs';
import type { Entry } from './history.ts';

/** Entries without what only the recorder knows. */
export type Told = Exclude<Entry, { readonly kind: 'started' | 'killed' | 'answer' }> | { readonly kind: 'ready'; readonly url: string } | { readonly kind: 'drained' };

const pipe = 3;

/** Writes one entry into the recorder's pipe; when it returns, a kill can't take the entry back. */
export function tell(entry: Told): void {
  let rest = Buffer.from(`${JSON.stringify(entry)}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(pipe, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

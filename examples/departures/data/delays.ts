import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DelayReport, Filter } from './delay-totals.ts';

/** What the thread says: how far it is, and at last what it found. */
export type ScanNote = { readonly read: number; readonly all: number } | { readonly report: DelayReport };

/** Reads the 3,000,000 flights on a thread that lives as long as the scan; an aborted signal ends it. */
export async function scanDelays(filter: Filter, signal: AbortSignal, onProgress: (read: number, all: number) => void): Promise<DelayReport> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./delays-worker.ts', import.meta.url), { workerData: filter, resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 } });
  let report: DelayReport | undefined;
  worker.on('message', (note: ScanNote) => {
    if ('report' in note) report = note.report;
    else onProgress(note.read, note.all);
  });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await once(worker, 'exit');
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  if (report === undefined) throw new Error('The scan of the flights ended without a report');
  return report;
}

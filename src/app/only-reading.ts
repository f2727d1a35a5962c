import { appErrors } from './errors.ts';

// Shared by all copies of the package in one process: the command line and the app's file may have loaded different ones.
const mark = Symbol.for('isthmus.only-reading');
const shared = globalThis as { [mark]?: boolean };

/** Runs `work` (importing an app's file, to read what it declares) while no app of this process may start. */
export async function onlyReading<T>(work: () => Promise<T>): Promise<T> {
  shared[mark] = true;
  try {
    return await work();
  } finally {
    delete shared[mark];
  }
}

/** Refuses to start an app whose file is imported only to be read. Throws `APP_ONLY_READ`. */
export function refuseWhileReading(name: string): void {
  if (shared[mark] === true) throw appErrors.APP_ONLY_READ(`The app "${name}" starts while its file is only read.`);
}

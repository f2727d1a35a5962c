import { defineErrors } from '../../kernel/error.ts';

/** Errors of the embedded engine's files. */
export const storeErrors = defineErrors({
  STORE_OWNED: {
    category: 'misconfigured',
    why: 'The embedded engine keeps leases in memory, so one process owns a directory.',
    fix: 'Stop the other process, give this one another `directory`, or use an engine that several processes share.',
  },
  STORE_DAMAGED: {
    category: 'internal',
    why: 'The files were cut, changed by something else, or the disk returned other bytes than were written.',
    fix: 'Stop the app, keep a copy of the directory, and restore a backup; `checkIntegrity` of isthmus/embedded reports what is damaged.',
  },
  STORE_FORMAT_NEWER: {
    category: 'misconfigured',
    why: 'A newer version of isthmus wrote this directory and may have changed its format.',
    fix: 'Use the version that wrote it, or a newer one.',
  },
  STORE_FORMAT_FOREIGN: {
    category: 'misconfigured',
    why: 'The directory holds a database of another program.',
    fix: 'Give the embedded engine a `directory` of its own.',
  },
  STORE_FULL: {
    category: 'unavailable',
    why: 'The disk or the quota is full. Nothing of the refused work took effect; what was acknowledged is safe.',
    fix: 'Make space; work goes on by itself once there is some.',
  },
  STORE_READ_ONLY: {
    category: 'misconfigured',
    why: 'The process may not write to the directory or its files.',
    fix: 'Give the process write permission on `directory`, or name another one.',
  },
  STORE_PLACE_UNFIT: {
    category: 'misconfigured',
    why: 'Such a file system shows the state of the kernel; it keeps no files.',
    fix: 'Name a `directory` on a disk.',
  },
  STORE_FAILED: {
    category: 'unavailable',
    why: 'The operating system refused to read or write the files. Nothing of the refused work took effect.',
    fix: 'See details and the log of the system; look at the disk, its mount and the limits of the process.',
  },
});

import type { Started } from '../start/started.ts';

/** A file that the app consists of, as it was just before it was read. */
export interface Seen {
  readonly path: string;
  readonly version: string;
}

/** What the supervisor tells the process that runs the app. */
export type Order = { readonly do: 'start' | 'stop' };

/** What the process that runs the app tells the supervisor. */
export type Report =
  | { readonly is: 'seen'; readonly files: readonly Seen[] }
  /** Loaded; starts when it is told to. */
  | { readonly is: 'ready' }
  | { readonly is: 'running'; readonly started: Started }
  /** What is wrong was told to the person; the process ends now. */
  | { readonly is: 'failed'; readonly when: 'loading' | 'starting'; readonly exitCode: number; readonly code: string | undefined }
  /** Drains; a process that does not even say this is stuck. */
  | { readonly is: 'stopping' };

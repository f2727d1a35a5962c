import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Seen } from './protocol.ts';
import { versionOf } from './version.ts';

export interface WatcherTimes {
  /** Files must have been left alone for so long, milliseconds: one save may write several times, and several files. */
  readonly quiet: number;
  /** How often the files are looked at where the operating system tells nothing (mounts, replaced folders), milliseconds. */
  readonly look: number;
}

/** Tells when files have another content than when they were seen, once for what is saved together. */
export class Watcher {
  readonly #known = new Map<string, string>();
  readonly #folders = new Map<string, FSWatcher | undefined>();
  readonly #changed: (files: readonly string[]) => void;
  readonly #times: WatcherTimes;
  readonly #looking: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;
  /** What the last look found, to be found once more after the quiet time. */
  #found = '';

  constructor(changed: (files: readonly string[]) => void, times: WatcherTimes = { quiet: 100, look: 1_000 }) {
    this.#changed = changed;
    this.#times = times;
    this.#looking = setInterval(() => this.#soon ?? this.#look(), times.look);
  }

  /** From now on these files are watched. */
  see(files: readonly Seen[]): void {
    for (const { path, version } of files) {
      this.#known.set(path, version);
      this.#watchFolder(dirname(path));
    }
  }

  close(): void {
    clearInterval(this.#looking);
    clearTimeout(this.#soon);
    for (const each of this.#folders.values()) each?.close();
    this.#folders.clear();
    this.#known.clear();
  }

  #watchFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    this.#folders.set(folder, this.#open(folder));
  }

  #open(folder: string): FSWatcher | undefined {
    try {
      const opened = watch(folder, { persistent: false }, (_event, name) => {
        if (name === null || this.#concerns(folder, name)) this.#lookSoon();
      });
      // Gone, or out of watches: the regular look goes on.
      return opened.on('error', () => opened.close());
    } catch {
      return undefined;
    }
  }

  #concerns(folder: string, name: string): boolean {
    for (const path of this.#known.keys()) if (basename(path) === name && dirname(path) === folder) return true;
    return false;
  }

  #lookSoon(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#look(), this.#times.quiet);
  }

  #look(): void {
    this.#soon = undefined;
    const changed = Array.from(this.#known.keys(), (path) => ({ path, version: versionOf(path) })).filter(({ path, version }) => this.#known.get(path) !== version);
    const found = JSON.stringify(changed);
    const isSettled = found === this.#found;
    this.#found = found;
    if (changed.length === 0) return;
    if (!isSettled) return this.#lookSoon();
    this.#found = '';
    for (const { path, version } of changed) this.#known.set(path, version);
    this.#changed(changed.map(({ path }) => path));
  }
}

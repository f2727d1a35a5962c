import { exitCodes } from '../exit-code.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Started } from '../start/started.ts';
import type { Ended, Generation } from './generation.ts';

/** One version of the app, as the supervisor handles it. */
export type Version = Pick<Generation, 'ready' | 'running' | 'ended' | 'start' | 'stop' | 'kill'>;

/** What a person (or a program) is told. */
export interface Teller {
  running(started: Started, first: boolean, milliseconds: number): void;
  changed(files: readonly string[]): void;
  /** A version can't be loaded or started. */
  failed(when: 'loading' | 'starting', stillRunning: boolean): void;
  /** The process ended unasked. `again`: milliseconds until it starts again; `undefined`: at the next save. */
  ended(ended: Ended, again: number | undefined): void;
  /** The version before has work that takes long to finish. */
  waiting(): void;
  stopping(): void;
  stopped(): void;
}

export interface Pauses {
  /** Before the first start after a crash, milliseconds; doubles from one to the next. */
  readonly first: number;
  readonly longest: number;
  /** Whoever ran for so long is well again. */
  readonly well: number;
  /** A version that drains for longer than this is told of. */
  readonly drain: number;
}

/** Faults of the machine, not of the code: a save does not mend them. */
const surroundings: ReadonlySet<string> = new Set(['STORE_OWNED', 'LISTEN_FAILED', 'APP_FILE_MISSING']);

/**
 * Keeps one version of an app running. The next one is loaded beside it; only when that succeeded, the one before drains and
 * ends, and the next starts: a directory never has two owners, and a broken save stops nothing.
 */
export class Supervisor {
  readonly #spawn: () => Version;
  readonly #tell: Teller;
  readonly #pauses: Pauses;
  readonly #done = Promise.withResolvers<ExitCode>();
  #current: Version | undefined;
  #next: Version | undefined;
  #retry: NodeJS.Timeout | undefined;
  #crashes = 0;
  #hasRun = false;
  #stopping = false;

  constructor(spawn: () => Version, tell: Teller, pauses: Pauses = { first: 200, longest: 10_000, well: 10_000, drain: 2_000 }) {
    this.#spawn = spawn;
    this.#tell = tell;
    this.#pauses = pauses;
  }

  /** Runs until `stop`; gives the exit code. */
  run(): Promise<ExitCode> {
    void this.#load();
    return this.#done.promise;
  }

  changed(files: readonly string[]): void {
    if (this.#stopping) return;
    this.#tell.changed(files);
    this.#crashes = 0;
    void this.#load();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#retry);
    this.#next?.kill();
    this.#next = undefined;
    if (this.#current !== undefined) this.#tell.stopping();
    await this.#current?.stop();
    this.#tell.stopped();
    this.#done.resolve(exitCodes.fine);
  }

  async #load(): Promise<void> {
    clearTimeout(this.#retry);
    const begun = performance.now();
    // It has not started, so that nothing is lost.
    this.#next?.kill();
    const next = this.#spawn();
    this.#next = next;
    const isReady = await next.ready;
    if (this.#next !== next) return;
    if (!isReady) return this.#unloaded(await next.ended);
    await this.#retire();
    if (this.#next !== next) return;
    this.#next = undefined;
    await this.#start(next, begun);
  }

  async #retire(): Promise<void> {
    if (this.#current === undefined) return;
    const slow = setTimeout(() => this.#tell.waiting(), this.#pauses.drain);
    await this.#current.stop();
    clearTimeout(slow);
  }

  async #start(next: Version, begun: number): Promise<void> {
    this.#current = next;
    void next.ended.then((ended) => this.#ended(next, ended));
    next.start();
    const started = await next.running;
    if (started === undefined || this.#current !== next) return;
    this.#tell.running(started, !this.#hasRun, performance.now() - begun);
    this.#hasRun = true;
    const well = setTimeout(() => (this.#crashes = 0), this.#pauses.well);
    void next.ended.then(() => clearTimeout(well));
  }

  #unloaded({ failed, ...ended }: Ended): void {
    this.#next = undefined;
    if (failed === undefined) this.#tell.ended({ ...ended, failed }, undefined);
    else if (!this.#giveUp(failed)) this.#tell.failed('loading', this.#current !== undefined);
  }

  #ended(which: Version, ended: Ended): void {
    if (this.#current !== which) return;
    this.#current = undefined;
    if (ended.asked || this.#stopping) return;
    if (ended.failed === undefined) this.#crashed(ended);
    else if (!this.#giveUp(ended.failed)) this.#tell.failed('starting', false);
  }

  #crashed(ended: Ended): void {
    const again = ended.code === 0 ? undefined : Math.min(this.#pauses.longest, this.#pauses.first * 2 ** this.#crashes);
    this.#crashes += 1;
    if (this.#next !== undefined) return;
    this.#tell.ended(ended, again);
    if (again !== undefined) this.#retry = setTimeout(() => void this.#load(), again);
  }

  /** What never ran and can't be mended by a save ends the command. */
  #giveUp({ code, exitCode }: NonNullable<Ended['failed']>): boolean {
    const isHopeless = !this.#hasRun && code !== undefined && surroundings.has(code);
    if (isHopeless) this.#done.resolve(exitCode as ExitCode);
    return isHopeless;
  }
}

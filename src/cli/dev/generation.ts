import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Started } from '../start/started.ts';
import type { Order, Report, Seen } from './protocol.ts';

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly failed: Extract<Report, { is: 'failed' }> | undefined;
  /** It was told to end. */
  readonly asked: boolean;
}

export interface GenerationSettings {
  /** What the process is told: the app's file as it was given, and the flags. */
  readonly args: readonly string[];
  readonly directory: string;
  readonly seen: (files: readonly Seen[]) => void;
}

/** A process that was told to stop and does not answer within this time is stuck, milliseconds. */
const answersWithin = 5_000;

/** One version of the app in a process of its own: loads, waits, starts when told, drains when told. */
export class Generation {
  readonly ended: Promise<Ended>;
  /** False where it ended before. */
  readonly ready: Promise<boolean>;
  /** Once it runs; `undefined` where it ended before. */
  readonly running: Promise<Started | undefined>;
  readonly #child: ChildProcess;
  #failed: Ended['failed'];
  #stuck: NodeJS.Timeout | undefined;
  #asked = false;

  constructor({ args, directory, seen }: GenerationSettings) {
    this.#child = fork(new URL(import.meta.resolve('#dev-process')), args, { cwd: directory, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    const ready = Promise.withResolvers<boolean>();
    const running = Promise.withResolvers<Started | undefined>();
    this.ready = ready.promise;
    this.running = running.promise;
    this.#child.on('message', (report: Report) => {
      if (report.is === 'seen') seen(report.files);
      if (report.is === 'ready') ready.resolve(true);
      if (report.is === 'running') running.resolve(report.started);
      if (report.is === 'failed') this.#failed = report;
      if (report.is === 'stopping') clearTimeout(this.#stuck);
    });
    this.ended = this.#whenEnded();
    void this.ended.then(() => (ready.resolve(false), running.resolve(undefined)));
  }

  start(): void {
    this.#tell({ do: 'start' });
  }

  /** Drains it; resolves once it has ended. Where it is stuck it is killed: what it had accepted is on disk. */
  stop(): Promise<Ended> {
    if (!this.#asked) {
      this.#asked = true;
      this.#stuck = setTimeout(() => this.kill(), answersWithin);
      this.#tell({ do: 'stop' });
    }
    return this.ended;
  }

  kill(): void {
    this.#asked = true;
    this.#child.kill('SIGKILL');
  }

  #tell(order: Order): void {
    if (this.#child.connected) this.#child.send(order, () => {});
  }

  #whenEnded(): Promise<Ended> {
    return new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        clearTimeout(this.#stuck);
        resolve({ code, signal, failed: this.#failed, asked: this.#asked });
      };
      this.#child.once('exit', end).once('error', () => end(null, null));
    });
  }
}

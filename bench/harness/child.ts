import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** What a process answers to a call. */
interface Reply {
  readonly ready?: true;
  readonly answer?: unknown;
  readonly error?: string;
}

export interface ChildOptions {
  /** Where to write a CPU profile at its end. */
  readonly profile?: string | undefined;
  /** Take `isthmus` from the build, as a user would. */
  readonly built?: boolean;
  /** Options of Node for it. */
  readonly flags?: readonly string[];
}

/** A module of `bench/` in a process of its own. */
export class Child {
  readonly process: ChildProcess;
  #errors = '';

  private constructor(entry: string, options: ChildOptions) {
    const profiling = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
    const execArgv = [...(options.flags ?? []), ...(options.built === true ? [] : ['--conditions=isthmus-source']), ...profiling];
    this.process = fork(join(import.meta.dirname, '..', entry), { execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'advanced' });
    this.process.stderr?.on('data', (bytes: Buffer) => (this.#errors = (this.#errors + bytes.toString()).slice(-4_000)));
    this.process.stdout?.resume();
  }

  /** Resolves once the module offers its functions. */
  static async start(entry: string, options: ChildOptions = {}): Promise<Child> {
    const child = new Child(entry, options);
    await child.#reply(60_000);
    return child;
  }

  /** Calls one of its functions. Rejects with what it threw, or when it ends or takes too long. */
  async call(name: string, argument: unknown = undefined, timeout = 120_000): Promise<unknown> {
    const reply = this.#reply(timeout);
    this.process.send({ call: name, argument });
    return reply;
  }

  #reply(timeout: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => finish(() => reject(new Error(`no answer within ${timeout / 1_000} s. ${this.#errors.trim()}`))), timeout);
      const onMessage = (reply: Reply) =>
        finish(() => (reply.error === undefined ? resolve(reply.answer) : reject(new Error(reply.error))));
      const onExit = () => finish(() => reject(new Error(`its process ended: ${this.#errors.trim()}`)));
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.process.off('message', onMessage).off('exit', onExit);
        settle();
      };
      this.process.once('message', onMessage).once('exit', onExit);
    });
  }

  /** Ends it, by force where it does not end by itself. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    if (this.process.connected) this.process.disconnect();
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
  }
}

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** A command that goes on in a terminal of its own. */
interface Running {
  readonly child: ChildProcess;
  text: string;
  /** How much of it was compared already. */
  read: number;
}

const longest = 60_000;

/** Types commands into a shell as a person would: the working directory stays, and some commands go on in terminals of their own. */
export class ShellSession implements AsyncDisposable {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #terminals = new Map<string, Running>();
  directory: string;

  constructor(directory: string, environment: NodeJS.ProcessEnv) {
    this.directory = directory;
    this.#environment = environment;
  }

  /** Runs commands to their end; gives standard output, and the working directory stays where they went. Fails where they do. */
  async run(commands: string): Promise<string> {
    const child = spawn('bash', ['-euc', `${commands}\npwd >&3`], { cwd: this.directory, env: this.#environment, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], timeout: 4 * longest });
    const [stdout, stderr, directory, [code]] = await Promise.all([text(child.stdout as Readable), text(child.stderr as Readable), text(child.stdio[3] as Readable), once(child, 'close') as Promise<[number | null]>]);
    if (code !== 0) throw new Error(`${commands} ended with ${code ?? 'a time-out'}:\n${stdout}${stderr}`);
    this.directory = directory.trim();
    return stdout;
  }

  /** Begins a command in a terminal. Both of its outputs are seen there. */
  begin(terminal: string, command: string): void {
    const child = spawn('bash', ['-euc', command], { cwd: this.directory, env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const running: Running = { child, text: '', read: 0 };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (more: string) => void (running.text += more));
    this.#terminals.set(terminal, running);
  }

  /** Waits until a terminal shows a text, after what was waited for before. */
  async shows(terminal: string, isShown: (shown: string) => boolean): Promise<void> {
    const running = this.#terminal(terminal);
    const limit = performance.now() + longest;
    while (!isShown(running.text.slice(running.read))) {
      if (running.child.exitCode !== null || running.child.signalCode !== null || performance.now() > limit) throw new Error(`The terminal ${terminal} never showed it. It shows:\n${running.text}`);
      await sleep(20);
    }
    running.read = running.text.length;
  }

  /** Ctrl-C: the signal reaches the whole group of processes. Gives all that the terminal showed. */
  async interrupt(terminal: string): Promise<string> {
    const running = this.#terminal(terminal);
    const { child } = running;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'close');
      process.kill(-(child.pid ?? 0), 'SIGINT');
      await ended;
    }
    return running.text;
  }

  #terminal(name: string): Running {
    const running = this.#terminals.get(name);
    if (running === undefined) throw new Error(`There is no terminal ${name}.`);
    return running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#terminals.keys()) await this.interrupt(name);
  }
}

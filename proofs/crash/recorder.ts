import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import type { Entry } from './history.ts';
import type { Told } from './tell.ts';

/** Runs the process under test, kills it, and keeps the history outside of it. */
export class Recorder {
  readonly history: Entry[] = [];
  readonly #directory: string;
  readonly #fault: string | undefined;
  readonly #asked: string[] = [];
  #epoch = 0;

  constructor(directory: string, fault: string | undefined) {
    this.#directory = directory;
    this.#fault = fault;
  }

  /** Starts the app under load, kills it with -9 after so many milliseconds of load. */
  async round(milliseconds: number): Promise<void> {
    const child = await this.#start('load');
    const pay = this.#pay(child.url);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    child.process.kill('SIGKILL');
    await child.ended;
    this.history.push({ kind: 'killed', epoch: this.#epoch });
    await pay;
    this.#epoch += 1;
  }

  /** Starts it once more without poison and waits until everything has ended; every key is asked again. */
  async drain(): Promise<void> {
    const child = await this.#start('drain');
    for (const key of this.#asked) await this.#ask(child.url, key);
    await child.ended;
    if (!child.drained()) throw new Error('The app did not end by itself after the last kill.');
  }

  async #start(phase: 'load' | 'drain'): Promise<{ process: ChildProcess; url: string; ended: Promise<void>; drained: () => boolean }> {
    const fault = this.#fault === undefined ? [] : [this.#fault];
    const child = spawn(process.execPath, ['--conditions=isthmus-source', join(import.meta.dirname, 'child.ts'), this.#directory, String(this.#epoch), phase, ...fault], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    });
    this.history.push({ kind: 'started', epoch: this.#epoch });
    const lines = createInterface({ input: child.stdio[3] as Readable });
    let drained = false;
    const ended = new Promise<void>((resolve) => lines.once('close', resolve));
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code, signal) => reject(new Error(`The app ended before it was ready (${code ?? signal}).`)));
      lines.on('line', (line) => {
        const told = parse(line);
        if (told?.kind === 'ready') resolve(told.url);
        else if (told?.kind === 'drained') drained = true;
        else if (told !== undefined) this.history.push(told);
      });
    });
    return { process: child, url, ended, drained: () => drained };
  }

  /** Asks with new keys and, now and then, with an old one, until the process dies. */
  async #pay(url: string): Promise<void> {
    for (let count = 0; ; count += 1) {
      const old = this.#asked[Math.floor(Math.random() * this.#asked.length)];
      const key = count % 3 === 2 && old !== undefined ? old : `payment-${this.#epoch}-${count}`;
      if (key !== old) this.#asked.push(key);
      try {
        await this.#ask(url, key);
      } catch {
        return;
      }
    }
  }

  async #ask(url: string, key: string): Promise<void> {
    const response = await fetch(`${url}/payments`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': key }, body: JSON.stringify({ key }),
    });
    const body = await response.text();
    if (response.ok) this.history.push({ kind: 'answer', key, body });
    else if (response.status !== 409) throw new Error(`payment ${key}: ${response.status} ${body}`);
  }
}

/** The last line of a killed process may be cut. */
function parse(line: string): Told | undefined {
  try {
    return JSON.parse(line) as Told;
  } catch {
    return undefined;
  }
}

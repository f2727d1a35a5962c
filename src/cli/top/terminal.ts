import { ReadStream } from 'node:tty';
import type { Readable } from 'node:stream';

const enter = '\u001B[?1049h\u001B[?25l';
const leave = '\u001B[?25h\u001B[?1049l';
const home = '\u001B[H';
const eraseLine = '\u001B[K';
const eraseBelow = '\u001B[J';

/** The whole terminal, for as long as it is open: its alternate screen, its keys, its size. */
export class Terminal {
  readonly #output: NodeJS.WriteStream;
  readonly #input: Readable;
  readonly #changed: (key: string | undefined) => void;

  /** `changed` is called with each key, and without one when the size has changed. */
  constructor(output: NodeJS.WriteStream, input: Readable, changed: (key: string | undefined) => void) {
    this.#output = output;
    this.#input = input;
    this.#changed = changed;
    if (input instanceof ReadStream) input.setRawMode(true);
    input.on('data', this.#key).resume();
    output.on('resize', this.#resized);
    // Whatever ends the process, the terminal is given back as it was.
    process.on('exit', this.#restore);
    output.write(enter);
  }

  get width(): number {
    return this.#output.columns;
  }

  get height(): number {
    return this.#output.rows;
  }

  /** Draws over what was there, without a flash. */
  draw(text: string): void {
    const lines = text.split('\n').slice(0, this.height);
    this.#output.write(home + lines.map((line) => line + eraseLine).join('\n') + eraseBelow);
  }

  close(): void {
    process.off('exit', this.#restore);
    this.#output.off('resize', this.#resized);
    this.#input.off('data', this.#key).pause();
    this.#restore();
  }

  readonly #restore = (): void => {
    if (this.#input instanceof ReadStream) this.#input.setRawMode(false);
    this.#output.write(leave);
  };

  readonly #key = (bytes: Buffer): void => this.#changed(bytes.toString());
  readonly #resized = (): void => this.#changed(undefined);
}

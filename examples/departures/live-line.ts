import type { Log } from 'isthmus';

const erase = '\r\u001b[2K';

/** One line at the bottom of a terminal that is written anew; where output is piped, a plain line now and then. */
export class LiveLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #read: () => Promise<string>;
  #timer: NodeJS.Timeout | undefined;
  #shown = '';

  constructor(stream: NodeJS.WriteStream, read: () => Promise<string>) {
    this.#stream = stream;
    this.#read = read;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#write(), this.#stream.isTTY ? 1_000 : 60_000);
    void this.#write();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#erase();
  }

  /** A log whose lines do not run into this one. */
  above(log: Log): Log {
    const wrap = (level: keyof Log): Log[keyof Log] => (message, fields) => {
      this.#erase();
      log[level](message, fields);
    };
    return { debug: wrap('debug'), info: wrap('info'), warn: wrap('warn'), error: wrap('error') };
  }

  async #write(): Promise<void> {
    const text = await this.#read().catch((error: unknown) => `what happens can't be read: ${error instanceof Error ? error.message : String(error)}`);
    if (this.#timer === undefined) return;
    if (!this.#stream.isTTY) return void this.#stream.write(`${text}\n`);
    this.#shown = text.slice(0, this.#stream.columns - 1);
    this.#stream.write(`${erase}${this.#shown}`);
  }

  #erase(): void {
    if (this.#shown !== '') this.#stream.write(erase);
    this.#shown = '';
  }
}

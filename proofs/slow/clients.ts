import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** What a slow client does. */
export type Habit = 'silent' | 'headers' | 'body' | 'reader';
export const habits: readonly Habit[] = ['silent', 'headers', 'body', 'reader'];

const beginnings: Readonly<Record<Habit, string>> = {
  silent: '',
  headers: 'GET /flights/1 HTTP/1.1\r\nhost: x\r\n',
  body: 'POST /flights HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{"id":"',
  reader: 'GET /flights HTTP/1.1\r\nhost: x\r\n\r\n',
};
const trickle: Readonly<Record<Habit, string>> = { silent: '', headers: 'x', body: 'x', reader: '' };

/** Connections that take all the time they are given. */
export class SlowClients {
  readonly #sockets: Socket[] = [];
  readonly #port: number;
  #timer: NodeJS.Timeout | undefined;
  /** Statuses that the server ended them with. */
  readonly ended = new Map<string, number>();
  open = 0;

  constructor(port: number) {
    this.#port = port;
  }

  /** Opens so many, of each habit in turn, a few at a time. */
  async begin(count: number): Promise<void> {
    for (let at = 0; at < count; at += 1) {
      await this.#connect(habits[at % habits.length] ?? 'silent');
    }
    this.#timer = setInterval(() => this.#trickle(), 1_000);
  }

  end(): void {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(habit: Habit): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#port, '127.0.0.1', () => {
        this.open += 1;
        socket.write(beginnings[habit]);
        if (habit === 'reader') socket.pause();
        resolve();
      });
      let status = 'closed';
      socket.on('data', (chunk: Buffer) => (status = /^HTTP\/1\.1 (\d+)/.exec(chunk.toString('latin1'))?.[1] ?? status));
      socket.on('error', reject);
      socket.once('close', () => {
        this.open -= 1;
        this.ended.set(`${habit}: ${status}`, (this.ended.get(`${habit}: ${status}`) ?? 0) + 1);
      });
      this.#sockets.push(Object.assign(socket, { habit }));
    });
  }

  #trickle(): void {
    for (const socket of this.#sockets) {
      const text = trickle[(socket as Socket & { readonly habit: Habit }).habit];
      if (text !== '' && socket.writable) socket.write(text);
    }
  }
}

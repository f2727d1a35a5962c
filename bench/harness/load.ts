import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { offer } from './contestant.ts';

/** Requests as bytes, sent in turn; every answer must have the status. */
export interface Load {
  readonly port: number;
  readonly requests: readonly string[];
  readonly status: number;
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadAnswer {
  readonly completed: number;
  readonly seconds: number;
  /** One whole body, to be looked at. */
  readonly sample: string;
}

/** One request at a time on each connection that is kept alive: little work for each, so that the server is what is measured. */
class Connection {
  completed = 0;
  sample = '';
  readonly #socket: Socket;
  readonly #load: Load;
  readonly #next: () => Buffer;
  #received: Buffer = Buffer.alloc(0);

  constructor(load: Load, next: () => Buffer, onError: (error: Error) => void) {
    this.#load = load;
    this.#next = next;
    this.#socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('error', onError).on('close', () => onError(new Error('the server closed a connection')));
    this.#socket.on('data', (bytes) => {
      try {
        this.#read(bytes);
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
      }
    });
    this.#socket.write(next());
  }

  end(): void {
    this.#socket.removeAllListeners().destroy();
  }

  #read(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const headerEnd = this.#received.indexOf('\r\n\r\n');
    if (headerEnd < 0) return;
    const head = this.#received.toString('latin1', 0, headerEnd);
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`an answer without content-length: ${head}`);
    const end = headerEnd + 4 + Number(length);
    if (this.#received.length < end) return;
    if (Number(head.slice(9, 12)) !== this.#load.status) throw new Error(`not ${this.#load.status}: ${this.#received.toString()}`);
    if (this.completed === 0) this.sample = this.#received.toString('utf8', headerEnd + 4, end);
    this.#received = Buffer.alloc(0);
    this.completed += 1;
    this.#socket.write(this.#next());
  }
}

async function run(load: Load): Promise<LoadAnswer> {
  const requests = load.requests.map((request) => Buffer.from(request));
  let turn = 0;
  const next = () => requests[turn++ % requests.length] ?? Buffer.alloc(0);
  const start = performance.now();
  const failed = Promise.withResolvers<never>();
  const connections = Array.from({ length: load.connections }, () => new Connection(load, next, failed.reject));
  try {
    await Promise.race([new Promise((resolve) => setTimeout(resolve, load.seconds * 1_000)), failed.promise]);
  } finally {
    for (const connection of connections) connection.end();
  }
  const completed = connections.reduce((sum, connection) => sum + connection.completed, 0);
  return { completed, seconds: (performance.now() - start) / 1_000, sample: connections[0]?.sample ?? '' };
}

offer({ run });

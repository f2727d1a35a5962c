import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { offer } from './contestant.ts';

/** How sockets are opened, and what each of them says first. */
export interface SocketsWanted {
  readonly port: number;
  readonly count: number;
  readonly protocol: string;
  /** Texts that are sent once each socket is open, and how many come back before it is ready. */
  readonly say: readonly string[];
  readonly expect: number;
}

/** A text as a client sends it. */
function masked(text: string): Buffer {
  const body = Buffer.from(text);
  const mask = randomBytes(4);
  const head = body.length < 126 ? Buffer.from([0x81, 0x80 | body.length]) : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, mask, body.map((byte, at) => byte ^ (mask[at & 3] ?? 0))]);
}

/** One client: counts whole frames, and does as little as it can beside. */
class Client {
  frames = 0;
  onFrame: (() => void) | undefined;
  readonly socket: Socket;
  #open = false;
  #left = 0;
  #held: Buffer = Buffer.alloc(0);

  constructor({ port, protocol }: SocketsWanted) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (bytes) => this.#take(bytes)).on('error', () => {});
    this.socket.write(`GET /live HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n${protocol === '' ? '' : `sec-websocket-protocol: ${protocol}\r\n`}\r\n`);
  }

  async until(frames: number): Promise<void> {
    while (this.frames < frames || !this.#open) {
      if (this.socket.destroyed) throw new Error('the server closed a socket');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #take(bytes: Buffer): void {
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    if (!this.#open) {
      const end = rest.indexOf('\r\n\r\n');
      if (end !== -1) {
        this.#open = true;
        rest = rest.subarray(end + 4);
      }
    }
    this.#held = this.#open ? this.#frames(rest) : rest;
  }

  /** Answers with what is no whole header yet. */
  #frames(bytes: Buffer): Buffer {
    let at = 0;
    for (;;) {
      const skipped = Math.min(this.#left, bytes.length - at);
      at += skipped;
      this.#left -= skipped;
      if (this.#left > 0 || at === bytes.length) return bytes.subarray(bytes.length);
      const short = (bytes[at + 1] ?? 0) & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length - at < head) return bytes.subarray(at);
      this.#left = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      at += head;
      this.frames += 1;
      this.onFrame?.();
    }
  }
}

let clients: readonly Client[] = [];

async function open(wanted: SocketsWanted): Promise<void> {
  const all: Client[] = [];
  for (let at = 0; at < wanted.count; at += 100) {
    const some = Array.from({ length: Math.min(100, wanted.count - at) }, () => new Client(wanted));
    await Promise.all(some.map((each) => each.until(0)));
    for (const each of some) for (const text of wanted.say) each.socket.write(masked(text));
    await Promise.all(some.map((each) => each.until(wanted.expect)));
    all.push(...some);
  }
  clients = all;
}

/** Each client sends the text again whenever an answer came. */
async function echo({ text, seconds }: { readonly text: string; readonly seconds: number }): Promise<number> {
  const bytes = masked(text);
  let completed = 0;
  for (const each of clients) {
    each.onFrame = () => {
      completed += 1;
      each.socket.write(bytes);
    };
    each.socket.write(bytes);
  }
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  for (const each of clients) each.onFrame = undefined;
  return completed;
}

/** Frames that came so far. */
function frames(): number {
  return clients.reduce((sum, each) => sum + each.frames, 0);
}

function close(): void {
  for (const each of clients) each.socket.destroy();
  clients = [];
}

offer({ open, echo, frames, close });

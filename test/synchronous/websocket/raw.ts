import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A frame as a client sends it: masked. `first`: FIN, reserved bits and opcode. */
export function masked(first: number, payload: Uint8Array | string, mask: Uint8Array = randomBytes(4)): Buffer {
  const body = Buffer.from(payload as string);
  const head = body.length < 126 ? Buffer.from([first, 0x80 | body.length]) : body.length < 65_536 ? Buffer.from([first, 0xfe, body.length >> 8, body.length & 255]) : Buffer.alloc(10);
  if (body.length >= 65_536) {
    head[0] = first;
    head[1] = 0xff;
    head.writeBigUInt64BE(BigInt(body.length), 2);
  }
  return Buffer.concat([head, mask, body.map((byte, at) => byte ^ (mask[at & 3] ?? 0))]);
}

/** A socket that may say anything. */
export class Raw {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  readonly ended: Promise<void>;

  private constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (bytes) => (this.received = Buffer.concat([this.received, bytes]))).on('error', () => {});
    this.ended = new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  static async open(url: string, headers: Readonly<Record<string, string>> = {}, path = '/live'): Promise<Raw> {
    const { port, host } = new URL(url);
    const raw = new Raw(Number(port));
    const all = { host, upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol': 'isthmus.v1', ...headers };
    raw.socket.write(`GET ${path} HTTP/1.1\r\n${Object.entries(all).filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    while (!raw.received.includes('\r\n\r\n') && !raw.socket.destroyed) await new Promise((resolve) => setTimeout(resolve, 2));
    return raw;
  }

  get status(): number {
    return Number(/^HTTP\/1\.1 (\d+)/.exec(this.received.toString('latin1'))?.[1]);
  }

  /** The code of the close frame at the end, once the server hung up. */
  async closeCode(): Promise<number> {
    await this.ended;
    const at = this.received.lastIndexOf(0x88);
    return at === -1 ? 0 : this.received.readUInt16BE(at + 2);
  }
}

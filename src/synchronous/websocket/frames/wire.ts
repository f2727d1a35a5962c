import type { Duplex } from 'node:stream';

import { closeFrame, frameOf, opcodes } from './encode.ts';
import { closeCodes, FrameFault } from './fault.ts';
import { FrameReader } from './reader.ts';
import type { FrameEvents } from './reader.ts';

/** What happens on a wire. */
export interface WireEvents {
  message(payload: Buffer, binary: boolean): void;
  /** What waited to be sent is sent. */
  drained(): void;
  /** Whoever takes the messages failed: the connection is closed. */
  fault(error: unknown): void;
  /** Once, at the end, however it came. */
  gone(code: number, reason: string): void;
}

/** How long the peer may take to answer a close frame, milliseconds. */
const closeWithin = 2_000;
/** What the end without a close frame is called (RFC 6455, section 7.1.5). */
const abnormal = 1_006;
/** What the end by a close frame without a code is called. */
const withoutCode = 1_005;
const nothing = Buffer.alloc(0);
const ignore = (): void => {};

/** One connection that speaks RFC 6455, on the side of the server. Without extensions: nothing is compressed, so nothing can be a compression bomb. */
export class Wire implements FrameEvents {
  /** Something came since this was last set to `false`. */
  heard = true;
  readonly #socket: Duplex;
  readonly #reader: FrameReader;
  readonly #events: WireEvents;
  /** What is sent while input is read. */
  #batch: Buffer[] | undefined;
  #batchBytes = 0;
  /** A close frame was sent. */
  #left = false;
  #end: { readonly code: number; readonly reason: string } | undefined;

  /** `limit`: largest message, bytes. */
  constructor(socket: Duplex, limit: number, events: WireEvents) {
    this.#socket = socket;
    this.#events = events;
    this.#reader = new FrameReader(this, limit);
  }

  /** Begins to read. `head`: bytes that came with the handshake. */
  open(head: Buffer): void {
    const socket = this.#socket;
    socket.on('data', this.#take).on('drain', this.#drained).on('end', this.#peerEnded).on('error', ignore).on('close', this.#gone);
    if (socket.destroyed) return this.#gone();
    if (head.length > 0) this.#take(head);
    socket.resume();
  }

  /** Bytes that wait to be sent. */
  get buffered(): number {
    return this.#socket.writableLength + this.#batchBytes;
  }

  get isOpen(): boolean {
    return !this.#left && !this.#socket.destroyed;
  }

  /** Sends a frame; several wires may share its bytes. */
  send(frame: Buffer): void {
    if (!this.isOpen) return;
    if (this.#batch === undefined) this.#socket.write(frame);
    else {
      this.#batch.push(frame);
      this.#batchBytes += frame.length;
    }
  }

  beat(): void {
    this.send(frameOf(opcodes.ping, nothing));
  }

  /** Says goodbye, and waits a little for the answer. */
  closeWith(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.#end = { code, reason };
    this.#leave(closeFrame(code, reason));
  }

  /** Ends it at once. */
  destroy(code: number = abnormal, reason = ''): void {
    this.#end ??= { code, reason };
    this.#socket.destroy();
  }

  message(payload: Buffer, binary: boolean): void {
    if (this.isOpen) this.#events.message(payload, binary);
  }

  ping(payload: Buffer): void {
    this.send(frameOf(opcodes.pong, payload));
  }

  pong(): void {}

  close(code: number | undefined, reason: string): void {
    this.#end ??= { code: code ?? withoutCode, reason };
    if (this.isOpen) this.#leave(closeFrame(code));
    this.#socket.end();
  }

  readonly #take = (chunk: Buffer): void => {
    this.heard = true;
    const socket = this.#socket;
    this.#batch = [];
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#fail(error);
    }
    this.#flush();
    // Who does not read what it asked for is not read either.
    if (socket.writableNeedDrain) socket.pause();
  };

  /** What was answered to one piece of input leaves in one piece. */
  #flush(): void {
    const batch = this.#batch ?? [];
    this.#batch = undefined;
    this.#batchBytes = 0;
    if (batch.length > 1) this.#socket.cork();
    for (const frame of batch) this.#socket.write(frame);
    if (batch.length > 1) this.#socket.uncork();
  }

  readonly #drained = (): void => {
    // Who takes what it is sent is there.
    this.heard = true;
    this.#socket.resume();
    this.#events.drained();
  };

  #fail(error: unknown): void {
    if (!(error instanceof FrameFault)) this.#events.fault(error);
    const { code, message } = error instanceof FrameFault ? error : new FrameFault(closeCodes.fault, 'A fault of the server.');
    this.#end ??= { code, reason: message };
    if (this.isOpen) this.#leave(closeFrame(code, message));
    // A close with unread bytes resets the connection, and the client may lose the reason.
    this.#socket.off('data', this.#take).resume().end();
  }

  #leave(frame: Buffer): void {
    this.#flush();
    this.#socket.write(frame);
    this.#left = true;
    const timer = setTimeout(() => this.#socket.destroy(), closeWithin).unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  readonly #peerEnded = (): void => void this.#socket.end();

  readonly #gone = (): void => {
    this.#left = true;
    this.#events.gone(this.#end?.code ?? abnormal, this.#end?.reason ?? '');
  };
}


import { isUtf8 } from 'node:buffer';

import { opcodes } from './encode.ts';
import { closeCodes, FrameFault } from './fault.ts';
import { Growing } from './growing.ts';
import { unmask } from './unmask.ts';

/** What was read. Payloads are the reader's no longer. */
export interface FrameEvents {
  message(payload: Buffer, binary: boolean): void;
  ping(payload: Buffer): void;
  pong(): void;
  /** `undefined`: the peer gave no code. */
  close(code: number | undefined, reason: string): void;
}

const controlBytes = 125;

/** Reads what a client sends (RFC 6455, section 5), however it is cut into pieces. */
export class FrameReader {
  readonly #events: FrameEvents;
  readonly #limit: number;
  /** The longest header: two bytes, eight of length, four of mask. */
  readonly #head = Buffer.alloc(14);
  readonly #mask = this.#head.subarray(0, 4);
  #headLength = 0;
  #headNeeded = 2;
  #opcode = 0;
  #final = false;
  /** Bytes of the frame's payload, and how many of them arrived. */
  #length = 0;
  #arrived = 0;
  /** The kind of the message that comes in several frames; 0: none does. */
  #fragmented = 0;
  readonly #message = new Growing();
  #control = new Growing();

  /** `limit`: largest message, bytes. */
  constructor(events: FrameEvents, limit: number) {
    this.#events = events;
    this.#limit = limit;
  }

  /** Takes bytes, and may change them. Throws `FrameFault`; after that nothing more may be pushed. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#headLength < this.#headNeeded) at = this.#readHead(chunk, at);
      else at = this.#readPayload(chunk, at);
    }
  }

  #readHead(chunk: Buffer, start: number): number {
    let at = start;
    while (at < chunk.length && this.#headLength < this.#headNeeded) {
      this.#head[this.#headLength] = chunk[at] as number;
      this.#headLength += 1;
      at += 1;
      if (this.#headLength === 2) this.#begin();
    }
    if (this.#headLength === this.#headNeeded) this.#measure();
    return at;
  }

  /** The first two bytes say how long the header is. */
  #begin(): void {
    const [first = 0, second = 0] = this.#head;
    this.#final = (first & 0x80) !== 0;
    this.#opcode = first & 0x0f;
    if ((first & 0x70) !== 0) throw new FrameFault(closeCodes.protocol, 'No extension was agreed on, so the reserved bits must be 0.');
    if ((second & 0x80) === 0) throw new FrameFault(closeCodes.protocol, 'Frames of a client must be masked.');
    this.#refuseKind(second & 0x7f);
    this.#headNeeded = 6 + ((second & 0x7f) === 126 ? 2 : (second & 0x7f) === 127 ? 8 : 0);
  }

  #refuseKind(length: number): void {
    const opcode = this.#opcode;
    if (opcode >= opcodes.close) {
      if (opcode > opcodes.pong) throw new FrameFault(closeCodes.protocol, `There is no control frame ${opcode}.`);
      if (!this.#final || length > controlBytes) throw new FrameFault(closeCodes.protocol, 'A control frame is whole and has at most 125 bytes.');
    } else if (opcode > opcodes.binary) throw new FrameFault(closeCodes.protocol, `There is no data frame ${opcode}.`);
    else if ((opcode === opcodes.continuation) !== (this.#fragmented !== 0))
      throw new FrameFault(closeCodes.protocol, opcode === opcodes.continuation ? 'Nothing is to be continued.' : 'The message before is not over.');
  }

  #measure(): void {
    const short = (this.#head[1] ?? 0) & 0x7f;
    this.#length = short < 126 ? short : short === 126 ? this.#head.readUInt16BE(2) : this.#longLength();
    if (short >= 126 && this.#length < (short === 126 ? 126 : 65_536)) throw new FrameFault(closeCodes.protocol, 'The length is not written in the fewest bytes.');
    if (this.#opcode < opcodes.close && this.#message.length + this.#length > this.#limit) throw new FrameFault(closeCodes.tooLarge, `A message has at most ${this.#limit} bytes.`);
    this.#head.copyWithin(0, this.#headNeeded - 4, this.#headNeeded);
    this.#arrived = 0;
    if (this.#length === 0) this.#finish(undefined);
  }

  #longLength(): number {
    const length = this.#head.readBigUInt64BE(2);
    if (length >> 63n !== 0n) throw new FrameFault(closeCodes.protocol, 'The highest bit of a length must be 0.');
    return length > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(length);
  }

  #readPayload(chunk: Buffer, at: number): number {
    const piece = chunk.subarray(at, at + this.#length - this.#arrived);
    unmask(piece, this.#mask, this.#arrived);
    this.#arrived += piece.length;
    // A frame that is whole in one piece is not copied.
    if (piece.length === this.#length) this.#finish(piece);
    else {
      this.#target.add(piece);
      if (this.#arrived === this.#length) this.#finish(undefined);
    }
    return at + piece.length;
  }

  get #target(): Growing {
    return this.#opcode < opcodes.close ? this.#message : this.#control;
  }

  /** `whole`: the payload, where nothing of it was put aside. */
  #finish(whole: Buffer | undefined): void {
    this.#headLength = 0;
    this.#headNeeded = 2;
    if (this.#opcode >= opcodes.close) this.#controlFrame(whole ?? this.#control.take());
    else this.#dataFrame(whole);
  }

  #dataFrame(whole: Buffer | undefined): void {
    const kind = this.#opcode === opcodes.continuation ? this.#fragmented : this.#opcode;
    if (!this.#final) {
      this.#fragmented = kind;
      if (whole !== undefined) this.#message.add(whole);
      return;
    }
    this.#fragmented = 0;
    if (whole !== undefined && this.#message.length > 0) this.#message.add(whole);
    const payload = whole === undefined || this.#message.length > 0 ? this.#message.take() : whole;
    if (kind === opcodes.text && !isUtf8(payload)) throw new FrameFault(closeCodes.badText, 'A text message must be UTF-8.');
    this.#events.message(payload, kind === opcodes.binary);
  }

  #controlFrame(payload: Buffer): void {
    if (this.#opcode === opcodes.ping) this.#events.ping(payload);
    else if (this.#opcode === opcodes.pong) this.#events.pong();
    else this.#closing(payload);
  }

  #closing(payload: Buffer): void {
    if (payload.length === 0) return this.#events.close(undefined, '');
    const code = payload.length === 1 ? 0 : payload.readUInt16BE(0);
    if (!isCloseCode(code)) throw new FrameFault(closeCodes.protocol, 'A close frame has no such code.');
    const reason = payload.subarray(2);
    if (!isUtf8(reason)) throw new FrameFault(closeCodes.badText, 'The reason of a close frame must be UTF-8.');
    this.#events.close(code, reason.toString());
  }
}

/** Codes that may be sent (section 7.4). */
function isCloseCode(code: number): boolean {
  if (code >= 3_000 && code < 5_000) return true;
  return code >= 1_000 && code <= 1_014 && code !== 1_004 && code !== 1_005 && code !== 1_006;
}

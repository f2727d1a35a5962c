/** What a frame carries (RFC 6455, section 5.2). */
export const opcodes = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

const final = 0x80;

function headed(opcode: number, length: number): Buffer {
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.allocUnsafe(2 + extended + length);
  frame[0] = final | opcode;
  frame[1] = extended === 0 ? length : extended === 2 ? 126 : 127;
  if (extended === 2) frame.writeUInt16BE(length, 2);
  else if (extended === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  return frame;
}

/** A whole message in one frame, as servers send them: not masked. */
export function frameOf(opcode: number, payload: Uint8Array): Buffer {
  const frame = headed(opcode, payload.length);
  frame.set(payload, frame.length - payload.length);
  return frame;
}

/** The frame of a text. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = headed(opcodes.text, length);
  if (length === text.length) frame.write(text, frame.length - length, 'latin1');
  else frame.write(text, frame.length - length);
  return frame;
}

/** The frame of a text made of parts, some of which are UTF-8 already. */
export function joinedFrame(before: string, middle: Uint8Array, after: string): Buffer {
  const [first, last] = [Buffer.byteLength(before), Buffer.byteLength(after)];
  const frame = headed(opcodes.text, first + middle.length + last);
  let at = frame.length - first - middle.length - last;
  at += frame.write(before, at);
  frame.set(middle, at);
  frame.write(after, at + middle.length);
  return frame;
}

/** Longest reason of a close frame, bytes (section 5.5: 125 with the code). */
const reasonBytes = 123;

/** A close frame; `undefined`: without a code. A reason that is too long is cut. */
export function closeFrame(code: number | undefined, reason = ''): Buffer {
  if (code === undefined) return frameOf(opcodes.close, Buffer.alloc(0));
  const short = shortened(reason);
  const payload = Buffer.allocUnsafe(2 + Buffer.byteLength(short));
  payload.writeUInt16BE(code, 0);
  payload.write(short, 2);
  return frameOf(opcodes.close, payload);
}

function shortened(reason: string): string {
  let short = reason.slice(0, reasonBytes).toWellFormed();
  while (Buffer.byteLength(short) > reasonBytes) short = short.slice(0, -1).toWellFormed();
  return short;
}

import type { Socket } from 'node:net';

/** The beginning of every HTTP/2 connection (RFC 9113, section 3.4), as far as no method of HTTP/1.1 begins like it. */
const preface = Buffer.from('PRI');
const nothing = Buffer.alloc(0);

/** What takes a connection. */
export type Take = (socket: Socket) => void;

/**
 * Hands a connection to the server of the protocol that its first bytes speak. One that says nothing for `patience`
 * milliseconds is closed.
 */
export function byFirstBytes(socket: Socket, patience: number, http1: Take, http2: Take): void {
  const timer = setTimeout(() => socket.destroy(), patience).unref();
  const stop = (): void => {
    clearTimeout(timer);
    socket.off('readable', look).off('close', stop).off('error', ignore);
  };
  // Put back only once the protocol is known: each time wakes whoever reads.
  let held: Buffer = nothing;
  const look = (): void => {
    const bytes = socket.read() as Buffer | null;
    if (bytes === null) {
      if (socket.readableEnded || socket.destroyed) stop();
      return;
    }
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const known = Math.min(held.length, preface.length);
    const isHttp2 = held.compare(preface, 0, known, 0, known) === 0;
    // So few bytes say nothing yet; more are on their way, or the time is up.
    if (isHttp2 && known < preface.length) return;
    stop();
    socket.unshift(held);
    (isHttp2 ? http2 : http1)(socket);
  };
  socket.on('readable', look).on('close', stop).on('error', ignore);
}

const ignore = (): void => {};

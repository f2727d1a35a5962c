/** Why a connection is closed (RFC 6455, section 7.4.1; from 4000 on our own, docs/websocket-protocol.md). */
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  protocol: 1002,
  unsupported: 1003,
  badText: 1007,
  tooLarge: 1009,
  fault: 1011,
  malformed: 4400,
  credentials: 4401,
  forbidden: 4403,
  silent: 4408,
  tooSlow: 4429,
} as const;

/** Bytes that are not what RFC 6455 allows: the connection ends with this code. */
export class FrameFault extends Error {
  override readonly name = 'FrameFault';
  readonly code: number;

  constructor(code: number, reason: string) {
    super(reason);
    this.code = code;
  }
}

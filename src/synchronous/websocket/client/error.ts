/** What a call, a subscription or a room was refused with. */
export class SocketError extends Error {
  override readonly name = 'SocketError';
  /** The code that the contract declares, one of docs/errors.md, or `CONNECTION_LOST`, `CALL_CANCELLED`, `CLIENT_CLOSED`. */
  readonly code: string;
  /** The problem document of the server (RFC 9457); its own where the error was made here. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(problem: { readonly code: string; readonly detail: string }) {
    super(`${problem.detail} [${problem.code}]`);
    this.code = problem.code;
    this.problem = { ...problem };
  }

  /** Typed details of a declared error. */
  get data(): unknown {
    return this.problem['data'];
  }
}

export const lost = (): SocketError => new SocketError({ code: 'CONNECTION_LOST', detail: 'The connection broke before the answer came; whether it was done is not known.' });
export const cancelled = (): SocketError => new SocketError({ code: 'CALL_CANCELLED', detail: 'The call was cancelled.' });
export const closed = (): SocketError => new SocketError({ code: 'CLIENT_CLOSED', detail: 'This client was closed.' });

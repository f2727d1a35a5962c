/** A message in either direction. */
export interface Frame {
  readonly type: string;
  readonly id?: number;
  readonly [member: string]: unknown;
}

/** How a client connects. */
export interface ConnectOptions {
  /** Credentials, asked for at each connection and again before they expire. `undefined`: none; a browser sends its cookies anyway. */
  readonly token?: (() => string | undefined | Promise<string | undefined>) | undefined;
  /** Upper bound of the first random wait before it connects again, milliseconds; doubles with each failure. Default: 500. */
  readonly reconnectBase?: number;
  /** Largest upper bound. Default: 30,000. */
  readonly reconnectCap?: number;
  /** Told whenever the state changes. */
  readonly onState?: (state: ClientState) => void;
}

/** `waiting`: until it connects again. */
export type ClientState = 'connecting' | 'open' | 'waiting' | 'closed';

import type { ClientState, ConnectOptions, Frame } from './types.ts';

/** What happens on a line. */
interface LineEvents {
  opened(): void;
  frame(frame: Frame): void;
  lost(): void;
}

/** Silence after which the server is taken for gone, in heartbeats. */
const patience = 2.5;
/** Own close codes are from 4000 on. */
const silent = 4_408;

const encode = (token: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(token))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** A connection that comes back by itself: after a random time that doubles with each failure, or as the server asks. */
export class Line {
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #after: number | undefined;
  #heartbeat = 0;
  #open = false;
  #closed = false;
  readonly #url: string;
  readonly #options: ConnectOptions;
  readonly #events: LineEvents;

  constructor(url: string, options: ConnectOptions, events: LineEvents) {
    this.#url = url;
    this.#options = options;
    this.#events = events;
    void this.#connect();
  }

  get isOpen(): boolean {
    return this.#open;
  }

  send(frame: object): void {
    if (this.#open) this.#socket?.send(JSON.stringify(frame));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close(1_000);
    this.#drop(this.#socket);
    this.#state('closed');
  }

  async #connect(): Promise<void> {
    this.#state('connecting');
    let token: string | undefined;
    try {
      token = await this.#options.token?.();
    } catch {
      return this.#again();
    }
    if (this.#closed) return;
    const socket = new WebSocket(this.#url, token === undefined ? ['isthmus.v1'] : ['isthmus.v1', `isthmus.bearer.${encode(token)}`]);
    this.#socket = socket;
    socket.addEventListener('message', ({ data }: { readonly data: unknown }) => this.#take(socket, JSON.parse(String(data)) as Frame));
    socket.addEventListener('close', () => this.#drop(socket));
    socket.addEventListener('error', () => {});
  }

  #take(socket: WebSocket, frame: Frame): void {
    if (socket !== this.#socket) return;
    if (frame.type === 'hello') this.#begin(frame);
    else if (frame.type === 'going') this.#after = Number(frame['reconnectAfter']);
    else if (frame.type === 'expiring') void this.#renew(socket);
    this.#listen(socket);
    this.#events.frame(frame);
  }

  #begin(frame: Frame): void {
    this.#heartbeat = Number(frame['heartbeat']);
    this.#failures = 0;
    this.#open = true;
    this.#events.opened();
    this.#state('open');
  }

  /** Each message says that the server is there. */
  #listen(socket: WebSocket): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      socket.close(silent);
      this.#drop(socket);
    }, this.#heartbeat * patience);
  }

  async #renew(socket: WebSocket): Promise<void> {
    try {
      const token = await this.#options.token?.();
      // Its answer needs nobody: refused, the server closes and we come back with another token.
      if (token !== undefined && socket === this.#socket) this.send({ type: 'authenticate', id: Number.MAX_SAFE_INTEGER, token });
    } catch {
      // The server closes when they expire.
    }
  }

  #drop(socket: WebSocket | undefined): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    clearTimeout(this.#watch);
    const wasOpen = this.#open;
    this.#open = false;
    if (wasOpen) this.#events.lost();
    if (!this.#closed) this.#again();
  }

  #again(): void {
    if (this.#closed) return;
    const { reconnectBase = 500, reconnectCap = 30_000 } = this.#options;
    const wait = this.#after ?? Math.random() * Math.min(reconnectCap, reconnectBase * 2 ** this.#failures);
    this.#after = undefined;
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.#connect(), wait);
    this.#state('waiting');
  }

  #state(state: ClientState): void {
    this.#options.onState?.(state);
  }
}

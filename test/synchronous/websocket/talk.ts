import assert from 'node:assert/strict';

/** A message of the server, with the members that tests look at. */
export interface Frame {
  readonly type: string;
  readonly id?: number;
  readonly at?: readonly [partition: number, offset: number];
  readonly data?: { readonly n: number; readonly text: string };
  readonly value?: { readonly n: number };
  readonly error?: { readonly code: string; readonly data?: unknown; readonly issues?: ReadonlyArray<{ readonly pointer: string }> };
  readonly output?: { readonly next: readonly number[]; readonly gap: boolean; readonly members: ReadonlyArray<{ readonly id: string; readonly subject?: string }> };
  readonly [name: string]: unknown;
}

/** A socket of the platform, and what came on it. */
export class Talk {
  readonly frames: Frame[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #socket: WebSocket;
  #waiting: Array<{ readonly match: (frame: Frame) => boolean; readonly resolve: (frame: Frame) => void }> = [];
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason })));
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data)) as Frame));
  }

  /** Opens a socket; `undefined` where it is refused. */
  static async open(url: string, token?: string): Promise<Talk> {
    const protocols = ['isthmus.v1', ...(token === undefined ? [] : [`isthmus.bearer.${Buffer.from(token).toString('base64url')}`])];
    const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, protocols);
    const talk = new Talk(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => reject(new Error('The socket was refused.')));
    });
    await talk.next((frame) => frame.type === 'hello');
    return talk;
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** Sends a request with a fresh id and waits for its result or error. */
  ask(frame: object): Promise<Frame> {
    const id = (this.#last += 1);
    this.send({ id, ...frame });
    return this.next((each) => each.id === id && (each.type === 'result' || each.type === 'error'));
  }

  /** The next frame, or one that came already, that fits; it is taken. */
  next(match: (frame: Frame) => boolean): Promise<Frame> {
    const at = this.frames.findIndex(match);
    if (at !== -1) return Promise.resolve(this.frames.splice(at, 1)[0] as Frame);
    return new Promise((resolve) => this.#waiting.push({ match, resolve }));
  }

  async events(count: number): Promise<readonly Frame[]> {
    const found: Frame[] = [];
    while (found.length < count) found.push(await this.next(({ type }) => type === 'event'));
    return found;
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  #take(frame: Frame): void {
    const at = this.#waiting.findIndex(({ match }) => match(frame));
    if (at === -1) this.frames.push(frame);
    else this.#waiting.splice(at, 1)[0]?.resolve(frame);
  }
}

export function requireCode(frame: { readonly error?: { readonly code: string } }, code: string): void {
  assert.equal(frame.error?.code, code, JSON.stringify(frame));
}

import type { Duplex } from 'node:stream';

import type { HttpRequest } from '../../driver/endpoint.ts';
import type { PlannedLink } from '../../driver/method.ts';
import { faultText, isOurFault } from '../../http/problem.ts';
import type { Operation } from '../../kernel/contract.ts';
import { IsthmusError } from '../../kernel/error.ts';
import type { Caller } from '../../kernel/handler.ts';
import { randomId } from '../../kernel/trace.ts';
import { resilienceErrors } from '../../resilience/errors.ts';
import { Questions } from './calls/asked.ts';
import type { Asking } from './calls/asked.ts';
import type { InboundCall } from './calls/inbound.ts';
import { RunningCalls } from './calls/running.ts';
import type { Asker } from './calls/running.ts';
import { websocketErrors } from './errors.ts';
import { Following } from './events/following.ts';
import type { StreamedEvent } from './events/record.ts';
import type { Listener } from './events/subscription.ts';
import { closeCodes } from './frames/fault.ts';
import { Wire } from './frames/wire.ts';
import type { WireEvents } from './frames/wire.ts';
import type { SocketCaller } from './method.ts';
import type { ClientFrame } from './protocol/frames.ts';
import { readClientFrame } from './protocol/read.ts';
import { serverFrame } from './protocol/write.ts';
import type { ServerFrame } from './protocol/write.ts';
import { Visits } from './rooms/visits.ts';
import type { Visitor } from './rooms/visits.ts';
import { problem } from './shown.ts';
import type { Surroundings } from './surroundings.ts';

/** One client of a socket: what it asked for, and what it gets. What few clients need is made when it is needed. */
export class Session implements WireEvents, Asker, Listener, Visitor {
  readonly id = randomId();
  readonly address: string;
  readonly #socket: Surroundings;
  readonly #request: HttpRequest;
  readonly #wire: Wire;
  #caller: SocketCaller | undefined;
  #calls: RunningCalls | undefined;
  #questions: Questions | undefined;
  #following: Following | undefined;
  #visits: Visits | undefined;
  #waiting: Array<() => void> | undefined;
  #told = false;
  /** Requests that are no calls and not answered yet. */
  #requests = 0;

  constructor(socket: Surroundings, request: HttpRequest, connection: Duplex, caller: SocketCaller | undefined) {
    this.#socket = socket;
    this.#request = request;
    this.address = request.remoteAddress;
    this.#caller = caller;
    this.#wire = new Wire(connection, socket.options.messageBytes, this);
  }

  get host() {
    return this.#socket.host;
  }
  get caller(): Caller | undefined {
    return this.#caller;
  }
  get subject(): string | undefined {
    return this.#caller?.subject;
  }
  get full(): boolean {
    return this.#wire.buffered >= this.#socket.options.buffer;
  }
  get buffered(): number {
    return this.#wire.buffered;
  }
  get isOpen(): boolean {
    return this.#wire.isOpen;
  }
  /** Calls of the client that run. */
  get busy(): boolean {
    return (this.#calls?.size ?? 0) > 0;
  }

  open(head: Buffer): void {
    const { messageBytes, calls, subscriptions, rooms, heartbeat } = this.#socket.options;
    const expiresAt = this.#caller?.expiresAt;
    this.say({ type: 'hello', connection: this.id, heartbeat, limits: { messageBytes, calls, subscriptions, rooms }, ...(expiresAt === undefined ? {} : { expiresAt }) });
    this.#wire.open(head);
  }

  say(frame: ServerFrame): void {
    this.#wire.send(serverFrame(frame));
  }

  send(frame: Buffer): void {
    this.#wire.send(frame);
  }

  /** Resolves when more may be sent; `undefined`: at once. */
  room(): Promise<void> | undefined {
    if (!this.full || !this.isOpen) return undefined;
    return new Promise((resolve) => void (this.#waiting ??= []).push(resolve));
  }

  over(call: InboundCall): void {
    this.#calls?.over(call);
    if (!this.busy) this.#socket.idle();
  }

  event(record: StreamedEvent): void {
    this.#wire.send(record.frame);
  }

  dropped(event: string, count: number): void {
    this.say({ type: 'dropped', event, count });
  }

  tooSlow(where: string): void {
    // What waits is not read by anybody; the reason would wait behind it.
    this.#socket.host.log.warn('A client that read too slowly was let go.', { where, connection: this.id });
    this.#wire.destroy(closeCodes.tooSlow, 'too slow');
  }

  failed(error: unknown): void {
    this.#socket.host.log.error('A subscription failed.', { connection: this.id, error: String(error) });
    this.#wire.closeWith(closeCodes.fault, 'A subscription failed.');
  }

  drained(): void {
    for (const each of this.#waiting?.splice(0) ?? []) each();
    this.#following?.pump();
  }

  message(payload: Buffer, binary: boolean): void {
    if (binary) return this.#wire.closeWith(closeCodes.unsupported, 'There are text messages only.');
    let frame: ClientFrame;
    try {
      frame = readClientFrame(payload, this.#socket.options.maxDepth);
    } catch (error) {
      this.say({ type: 'error', error: problem(error) });
      return this.#wire.closeWith(closeCodes.malformed, error instanceof IsthmusError ? error.code : 'WEBSOCKET_MESSAGE_INVALID');
    }
    this.#handle(frame);
  }

  /** Asks the client. */
  ask(link: PlannedLink, input: unknown, asking: Asking): Promise<unknown> {
    this.#questions ??= new Questions((frame) => this.say(frame), this.host.clock);
    return this.#questions.ask(link.contract as Operation, input, asking);
  }

  fault(error: unknown): void {
    this.host.log.error('A message of a client made the server fail.', { connection: this.id, error: faultText(error) });
  }

  /** Looks whether the client is there and may stay; called at each heartbeat. */
  beat(now: number, within: number): void {
    if (!this.#wire.heard) return this.#wire.destroy(closeCodes.silent, 'silent');
    this.#wire.heard = false;
    const expiresAt = this.#caller?.expiresAt;
    if (expiresAt !== undefined && expiresAt <= now) return this.#wire.closeWith(closeCodes.credentials, 'CREDENTIALS_REFUSED');
    if (expiresAt !== undefined && !this.#told && expiresAt <= now + 2 * within) {
      this.#told = true;
      this.say({ type: 'expiring', at: expiresAt });
    }
    this.#wire.beat();
    this.say({ type: 'beat' });
  }

  /** Says that the app stops, and when to come back. */
  leaving(reconnectAfter: number): void {
    this.say({ type: 'going', reconnectAfter });
    if (!this.busy) this.leave();
  }

  leave(): void {
    this.#wire.closeWith(closeCodes.goingAway, 'SERVER_DRAINING');
  }

  /** Nobody waits for its calls any more. */
  abort(reason: Error): void {
    this.#calls?.abort(reason);
    this.leave();
  }

  gone(): void {
    this.#calls?.abort(resilienceErrors.CALL_CANCELLED('The client closed its socket.'));
    for (const each of this.#waiting?.splice(0) ?? []) each();
    this.#questions?.fail();
    this.#following?.close();
    this.#visits?.end();
    this.#socket.gone(this);
  }

  #handle(frame: ClientFrame): void {
    switch (frame.type) {
      case 'call': return (this.#calls ??= new RunningCalls(this.#socket, this)).begin(frame);
      case 'item': return this.#calls?.input(frame);
      case 'end': return this.#calls?.endInput(frame.id);
      case 'credit': return this.#calls?.credit(frame);
      case 'cancel': return this.#calls?.cancel(frame.id);
      case 'result':
      case 'error': return this.#questions?.answer(frame);
      case 'ping': return this.say({ type: 'pong' });
      case 'authenticate': return void this.#reply(frame.id, () => this.#renew(frame.token));
      case 'subscribe': return void this.#reply(frame.id, () => this.#follow().subscribe(frame));
      case 'unsubscribe': return void this.#reply(frame.id, () => this.#follow().unsubscribe(frame.event));
      case 'join': return void this.#reply(frame.id, () => this.#visit().join(frame));
      case 'leave': return void this.#reply(frame.id, () => this.#visit().leave(frame.room));
      case 'tell': return void this.#reply(frame.id, () => this.#visit().tell(frame));
    }
  }

  #follow(): Following {
    return (this.#following ??= new Following(this.#socket, this));
  }

  #visit(): Visits {
    return (this.#visits ??= new Visits(this.#socket, this));
  }

  async #renew(token: string): Promise<{ readonly expiresAt: number | null }> {
    const caller = await this.#socket.authenticate(this.#request, token);
    if (caller?.subject !== this.#caller?.subject || caller?.tenant !== this.#caller?.tenant) throw websocketErrors.WEBSOCKET_CALLER_CHANGED('The new credentials are of another caller.');
    this.#caller = caller;
    this.#told = false;
    return { expiresAt: caller?.expiresAt ?? null };
  }

  /** Answers a request that is no call. What it begins, begins after the answer. */
  async #reply(id: number, work: () => Promise<unknown>): Promise<void> {
    this.#requests += 1;
    try {
      const { calls } = this.#socket.options;
      if (this.#requests > calls) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`At most ${calls} requests of a client wait at the same time (option calls).`);
      const output = await work();
      this.say({ type: 'result', id, output });
      this.#following?.begin(id);
    } catch (error) {
      if (isOurFault(error)) this.host.log.error('A request of a client failed.', { connection: this.id, error: faultText(error) });
      this.say({ type: 'error', id, error: problem(error) });
    } finally {
      this.#requests -= 1;
    }
  }
}

import type { Duplex } from 'node:stream';

import type { HttpRequest } from '../../driver/endpoint.ts';
import type { PlannedLink } from '../../driver/method.ts';
import { httpErrors } from '../../http/errors.ts';
import { faultText, isOurFault } from '../../http/problem.ts';
import type { Operation } from '../../kernel/contract.ts';
import { IsthmusError } from '../../kernel/error.ts';
import type { Caller } from '../../kernel/handler.ts';
import { randomId } from '../../kernel/trace.ts';
import { resilienceErrors } from '../../resilience/errors.ts';
import { Questions } from './calls/asked.ts';
import type { Asking } from './calls/asked.ts';
import { InboundCall } from './calls/inbound.ts';
import type { CallSurroundings } from './calls/inbound.ts';
import { websocketErrors } from './errors.ts';
import { Following } from './events/following.ts';
import type { StreamedEvent } from './events/record.ts';
import type { Listener } from './events/subscription.ts';
import { closeCodes } from './frames/fault.ts';
import { Wire } from './frames/wire.ts';
import type { WireEvents } from './frames/wire.ts';
import type { SocketCaller } from './method.ts';
import type { ClientFrame, FrameOfType } from './protocol/frames.ts';
import { readClientFrame } from './protocol/read.ts';
import { serverFrame } from './protocol/write.ts';
import type { ServerFrame } from './protocol/write.ts';
import type { Occupant } from './rooms/rooms.ts';
import { problem } from './shown.ts';
import type { Surroundings } from './surroundings.ts';

/** A client that asks for more than it reads is refused once so many times its buffer waits. */
const swamp = 16;

/** One client of a socket: what it asked for, and what it gets. What few clients need is made when it is needed. */
export class Session implements WireEvents, CallSurroundings, Listener, Occupant {
  readonly id = randomId();
  readonly address: string;
  readonly #socket: Surroundings;
  readonly #request: HttpRequest;
  readonly #wire: Wire;
  #caller: SocketCaller | undefined;
  #calls: Map<number, InboundCall> | undefined;
  #questions: Questions | undefined;
  #following: Following | undefined;
  #rooms: Set<string> | undefined;
  #waiting: Array<() => void> | undefined;
  #told = false;
  /** Requests that are no calls and not answered yet. */
  #requests = 0;
  #tells = { since: 0, count: 0 };

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
    this.#calls?.delete(call.id);
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
    for (const call of this.#calls?.values() ?? []) call.abort(reason);
    this.leave();
  }

  gone(): void {
    const reason = resilienceErrors.CALL_CANCELLED('The client closed its socket.');
    for (const call of Array.from(this.#calls?.values() ?? [])) call.abort(reason);
    for (const each of this.#waiting?.splice(0) ?? []) each();
    this.#questions?.fail();
    this.#following?.close();
    for (const room of this.#rooms ?? []) this.#socket.rooms.leave(this, room);
    this.#socket.gone(this);
  }

  #handle(frame: ClientFrame): void {
    switch (frame.type) {
      case 'call': return this.#call(frame);
      case 'item': return this.#input(frame);
      case 'end': return this.#calls?.get(frame.id)?.input?.end();
      case 'credit': return this.#calls?.get(frame.id)?.credit?.give(frame.count);
      case 'cancel': return this.#calls?.get(frame.id)?.abort(resilienceErrors.CALL_CANCELLED('The client cancelled the call.'));
      case 'result':
      case 'error': return this.#questions?.answer(frame);
      case 'ping': return this.say({ type: 'pong' });
      case 'authenticate': return void this.#reply(frame.id, () => this.#renew(frame.token));
      case 'subscribe': return void this.#reply(frame.id, () => this.#follow().subscribe(frame));
      case 'unsubscribe': return void this.#reply(frame.id, () => this.#follow().unsubscribe(frame.event));
      case 'join': return void this.#reply(frame.id, () => this.#join(frame));
      case 'leave': return void this.#reply(frame.id, () => this.#leaveRoom(frame.room));
      case 'tell': return void this.#reply(frame.id, () => this.#tell(frame));
    }
  }

  #call(frame: FrameOfType<'call'>): void {
    const calls = (this.#calls ??= new Map<number, InboundCall>());
    const { options, taking } = this.#socket;
    try {
      if (!taking) throw httpErrors.SERVER_DRAINING({ what: 'The app is stopping.', retryAfter: 1_000 });
      if (calls.has(frame.id)) throw websocketErrors.WEBSOCKET_MESSAGE_INVALID(`A call with the id ${frame.id} runs already.`);
      if (calls.size >= options.calls) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`At most ${options.calls} calls of a client run at the same time (option calls).`);
      if (this.#wire.buffered >= swamp * options.buffer) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`${this.#wire.buffered} bytes of answers wait for this client, which asks faster than it reads (option buffer).`);
      const call = new InboundCall(frame, this.#socket.operation(frame.operation), this);
      call.begin();
      // Most are over at once, and need no place among those that run.
      if (!call.isOver) calls.set(frame.id, call);
    } catch (error) {
      this.say({ type: 'error', id: frame.id, error: problem(error) });
    }
  }

  #input({ id, value }: FrameOfType<'item'>): void {
    const call = this.#calls?.get(id);
    try {
      call?.input?.push(value);
    } catch (error) {
      call?.abort(error as Error);
    }
  }

  #follow(): Following {
    return (this.#following ??= new Following(this.#socket, this));
  }

  async #renew(token: string): Promise<{ readonly expiresAt: number | null }> {
    const caller = await this.#socket.authenticate(this.#request, token);
    if (caller?.subject !== this.#caller?.subject || caller?.tenant !== this.#caller?.tenant) throw websocketErrors.WEBSOCKET_CALLER_CHANGED('The new credentials are of another caller.');
    this.#caller = caller;
    this.#told = false;
    return { expiresAt: caller?.expiresAt ?? null };
  }

  async #join({ room, state }: FrameOfType<'join'>): Promise<{ readonly member: string; readonly members: readonly object[] }> {
    const rooms = (this.#rooms ??= new Set());
    const { options } = this.#socket;
    if (!rooms.has(room)) {
      if (rooms.size >= options.rooms) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`A client is in at most ${options.rooms} rooms (option rooms).`);
      await this.#socket.admit(room, this.caller);
      // It may have gone, or entered others, meanwhile.
      if (!this.isOpen || rooms.size >= options.rooms) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED(`A client is in at most ${options.rooms} rooms (option rooms).`);
    }
    const members = this.#socket.rooms.join(this, room, state);
    rooms.add(room);
    return { member: this.id, members };
  }

  async #leaveRoom(room: string): Promise<null> {
    this.#rooms?.delete(room);
    this.#socket.rooms.leave(this, room);
    return null;
  }

  async #tell({ room, event, data }: FrameOfType<'tell'>): Promise<null> {
    this.#countTell();
    this.#socket.rooms.tell(this, room, event, await this.#socket.told(event, data, this.caller));
    return null;
  }

  /** Each goes to everybody in the room. */
  #countTell(): void {
    const { tellsPerSecond } = this.#socket.options;
    const now = this.host.clock.monotonic();
    if (now - this.#tells.since >= 1_000) this.#tells = { since: now, count: 0 };
    this.#tells.count += 1;
    if (this.#tells.count > tellsPerSecond) throw websocketErrors.WEBSOCKET_LIMIT_EXCEEDED({ what: `A client tells rooms at most ${tellsPerSecond} events a second (option tellsPerSecond).`, retryAfter: 1_000 });
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

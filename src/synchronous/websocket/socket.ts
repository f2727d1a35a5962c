import type { Duplex } from 'node:stream';

import type { HttpRequest, HttpResponse, UpgradeAnswer } from '../../driver/endpoint.ts';
import type { MethodHost, PlannedLink } from '../../driver/method.ts';
import { httpErrors } from '../../http/errors.ts';
import { problemResponse } from '../../http/problem.ts';
import type { Event, Operation } from '../../kernel/contract.ts';
import type { Caller } from '../../kernel/handler.ts';
import { OperationRoute, requireScopes } from './calls/route.ts';
import { websocketErrors } from './errors.ts';
import { Feed } from './events/feed.ts';
import { acceptance, authorized, protocolName, requireHandshake, withToken } from './frames/handshake.ts';
import type { SocketCaller, SocketFunctions, WebsocketMethod } from './method.ts';
import type { WebsocketOptions } from './options.ts';
import { requireOrigin } from './origin.ts';
import { Rooms } from './rooms/rooms.ts';
import { Session } from './session.ts';
import { EventStreams } from './sse/streams.ts';
import type { CarriedEvent, Surroundings } from './surroundings.ts';

/** The option and functions of a socket link. */
export const methodOf = (link: PlannedLink): WebsocketMethod =>
  // Links reach this runner only with the method that websocket() made.
  link.method as WebsocketMethod;

/** One path with all its clients. */
export class Socket implements Surroundings {
  readonly options: WebsocketOptions;
  readonly host: MethodHost;
  readonly rooms: Rooms;
  taking = false;
  readonly #functions: SocketFunctions;
  readonly #operations = new Map<string, OperationRoute>();
  readonly #events = new Map<string, CarriedEvent>();
  readonly #told = new Map<string, PlannedLink>();
  readonly #sessions = new Map<string, Session>();
  readonly #addresses = new Map<string, number>();
  readonly #streams: EventStreams;
  #timer: NodeJS.Timeout | undefined;
  #idle: (() => void) | undefined;

  constructor(links: readonly PlannedLink[], host: MethodHost) {
    const { socket, functions } = methodOf(links[0] as PlannedLink);
    this.options = socket;
    this.host = host;
    this.rooms = new Rooms(socket);
    this.#functions = functions;
    this.#streams = new EventStreams(this);
    for (const link of links) this.#add(link);
  }

  async start(): Promise<void> {
    for (const { feed } of this.#events.values()) await feed.start();
    const { heartbeat } = this.options;
    this.#timer = setInterval(() => this.#beat(), heartbeat).unref();
    this.taking = true;
  }

  /** Answers a request that is no upgrade: server-sent events for those that only listen. */
  async respond(request: HttpRequest): Promise<HttpResponse> {
    if (this.#events.size > 0 && request.method === 'GET' && (request.headers['accept'] ?? '').includes('text/event-stream')) return this.#streams.respond(request);
    return problemResponse(websocketErrors.WEBSOCKET_UPGRADE_REQUIRED('This address answers sockets.'), undefined, { upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-protocol': protocolName });
  }

  /** Lets a client in, or says why not. */
  async upgrade(request: HttpRequest): Promise<UpgradeAnswer> {
    try {
      if (!this.taking) throw httpErrors.SERVER_DRAINING({ what: 'The app is starting or stopping.', retryAfter: 1_000 });
      requireHandshake(request);
      requireOrigin(request, this.options.origins);
      this.#requirePlace(request.remoteAddress);
      const caller = await this.authenticate(withToken(request));
      return { accept: (connection, head) => this.#enter(request, connection, head, caller) };
    } catch (error) {
      return problemResponse(error, undefined, { 'sec-websocket-version': '13', 'sec-websocket-protocol': protocolName });
    }
  }

  /** Who calls. `token`: new credentials. */
  async authenticate(request: HttpRequest, token?: string): Promise<SocketCaller | undefined> {
    return this.#functions.authenticate?.(token === undefined ? request : authorized(request, token));
  }

  /** Throws `WEBSOCKET_OPERATION_UNKNOWN`. */
  operation(name: string): OperationRoute {
    const route = this.#operations.get(name);
    if (route === undefined) throw websocketErrors.WEBSOCKET_OPERATION_UNKNOWN(`There is no operation ${JSON.stringify(name)} on this socket.`);
    return route;
  }

  /** Throws `WEBSOCKET_EVENT_UNKNOWN`, `CREDENTIALS_MISSING`, `PERMISSION_MISSING`. */
  feed(name: string, caller: Caller | undefined): CarriedEvent {
    const carried = this.#events.get(name);
    if (carried === undefined) throw websocketErrors.WEBSOCKET_EVENT_UNKNOWN(`There is no event ${JSON.stringify(name)} on this socket.`);
    requireScopes(carried.slow.scopes, caller);
    return carried;
  }

  /** The data of what a client tells a room, checked. Throws `WEBSOCKET_EVENT_UNKNOWN`, `DATA_INVALID`. */
  told(name: string, data: unknown, caller: Caller | undefined): unknown {
    const link = this.#told.get(name);
    if (link === undefined) throw websocketErrors.WEBSOCKET_EVENT_UNKNOWN(`There is no event ${JSON.stringify(name)} that clients tell each other on this socket.`);
    requireScopes(methodOf(link).socket.scopes, caller);
    return this.host.validate('data', link.contract as Event, data);
  }

  /** Throws `WEBSOCKET_ROOM_REFUSED`. */
  async admit(room: string, caller: Caller | undefined): Promise<void> {
    if (this.#told.size === 0) throw websocketErrors.WEBSOCKET_ROOM_REFUSED('This socket has no rooms; a link with `room: true` gives it some.');
    if ((await (this.#functions.mayJoin?.(room, caller) ?? true)) !== true) throw websocketErrors.WEBSOCKET_ROOM_REFUSED(`The caller may not join the room ${JSON.stringify(room)}.`);
  }

  session(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  gone(session: Pick<Session, 'id' | 'address'>): void {
    this.#sessions.delete(session.id);
    const left = (this.#addresses.get(session.address) ?? 1) - 1;
    if (left > 0) this.#addresses.set(session.address, left);
    else this.#addresses.delete(session.address);
    this.idle();
  }

  /** Some client has nothing running any more. */
  idle(): void {
    if (this.taking) return;
    for (const session of this.#sessions.values()) if (!session.busy) session.leave();
    if (this.#sessions.size === 0) this.#idle?.();
  }

  /** Takes nothing new, lets calls finish, and asks clients to come back after a random time; at `signal` the rest is aborted. */
  async drain(signal: AbortSignal): Promise<void> {
    this.taking = false;
    clearInterval(this.#timer);
    this.#streams.drain();
    const empty = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    for (const session of this.#sessions.values()) session.leaving(Math.round(Math.random() * this.options.reconnectWithin));
    if (this.#sessions.size === 0) return;
    const abort = (): void => {
      for (const session of this.#sessions.values()) session.abort(httpErrors.SERVER_DRAINING('The app is stopping.'));
      setImmediate(() => this.#idle?.());
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    await empty;
    signal.removeEventListener('abort', abort);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const { feed } of this.#events.values()) await feed.close();
  }

  #add(link: PlannedLink): void {
    const { contract } = link;
    const { socket } = methodOf(link);
    if (contract.kind === 'event' && socket.room) this.#told.set(contract.name, link);
    else if (contract.kind === 'event') this.#events.set(contract.name, { feed: new Feed(link, this.host), slow: socket });
    else if (link.handlers.size > 0) this.#operations.set((contract as Operation).name, new OperationRoute(link, this.host));
  }

  #requirePlace(address: string): void {
    const { connectionsPerAddress } = this.options;
    if ((this.#addresses.get(address) ?? 0) >= connectionsPerAddress) throw websocketErrors.WEBSOCKET_CONNECTIONS_EXCEEDED(`The address has ${connectionsPerAddress} sockets open (option connectionsPerAddress).`);
  }

  #enter(request: HttpRequest, connection: Duplex, head: Buffer, caller: SocketCaller | undefined): void {
    // What was true when it was asked may have changed while it was authenticated.
    if (!this.taking || (this.#addresses.get(request.remoteAddress) ?? 0) >= this.options.connectionsPerAddress) return void connection.destroy();
    connection.write(acceptance(request));
    const session = new Session(this, request, connection, caller);
    this.#sessions.set(session.id, session);
    this.#addresses.set(session.address, (this.#addresses.get(session.address) ?? 0) + 1);
    session.open(head);
  }

  #beat(): void {
    const now = this.host.clock.now();
    for (const session of this.#sessions.values()) session.beat(now, this.options.heartbeat);
  }
}

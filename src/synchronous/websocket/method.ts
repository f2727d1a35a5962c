import type { HttpRequest } from '../../driver/endpoint.ts';
import type { Method } from '../../driver/method.ts';
import type { Shape } from '../../kernel/contract.ts';
import type { Caller } from '../../kernel/handler.ts';
import type { WebsocketOptions } from './options.ts';

/** Who opened a socket, and until when that is believed. */
export interface SocketCaller extends Caller {
  /** Milliseconds since 1970; then the client must bring new credentials. `undefined`: for as long as the socket is open. */
  readonly expiresAt?: number | undefined;
}

/** Finds out who opens a socket, or renews its credentials; `undefined`: nobody in particular. Throws an error of the category `unauthenticated` or `forbidden` to refuse. */
export type AuthenticateSocket = (request: HttpRequest) => SocketCaller | undefined | Promise<SocketCaller | undefined>;

/** Whether a caller may enter a room. */
export type MayJoin = (room: string, caller: Caller | undefined) => boolean | Promise<boolean>;

/** The options of `websocket()` that are code; links of one path agree on them. */
export interface SocketFunctions {
  readonly authenticate?: AuthenticateSocket;
  /** Default: everybody, every room. */
  readonly mayJoin?: MayJoin;
}

/** What a socket keeps with the data of its options. */
export interface WebsocketMethod extends Method<'operation' | 'event', Shape> {
  readonly socket: WebsocketOptions;
  readonly functions: SocketFunctions;
}

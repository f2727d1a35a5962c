import type { HttpRequest } from '../../driver/endpoint.ts';
import type { MethodHost } from '../../driver/method.ts';
import type { Caller } from '../../kernel/handler.ts';
import type { OperationRoute } from './calls/route.ts';
import type { Feed } from './events/feed.ts';
import type { SocketCaller } from './method.ts';
import type { WebsocketOptions } from './options.ts';
import type { Rooms } from './rooms/rooms.ts';

/** An event that clients may subscribe to, and what happens to slow ones. */
export interface CarriedEvent {
  readonly feed: Feed;
  readonly slow: WebsocketOptions;
}

/** One path, as its clients see it. */
export interface Surroundings {
  readonly options: WebsocketOptions;
  readonly host: MethodHost;
  readonly rooms: Rooms;
  /** Calls are taken. */
  readonly taking: boolean;
  /** Who calls. `token`: new credentials. */
  authenticate(request: HttpRequest, token?: string): Promise<SocketCaller | undefined>;
  /** Throws `WEBSOCKET_OPERATION_UNKNOWN`. */
  operation(name: string): OperationRoute;
  /** Throws `WEBSOCKET_EVENT_UNKNOWN`, `CREDENTIALS_MISSING`, `PERMISSION_MISSING`. */
  feed(name: string, caller: Caller | undefined): CarriedEvent;
  /** The data of what a client tells a room, checked. Throws `WEBSOCKET_EVENT_UNKNOWN`, `DATA_INVALID`. */
  told(name: string, data: unknown, caller: Caller | undefined): unknown;
  /** Throws `WEBSOCKET_ROOM_REFUSED`. */
  admit(room: string, caller: Caller | undefined): Promise<void>;
  /** A client is gone. */
  gone(client: { readonly id: string; readonly address: string }): void;
  /** A client has nothing running any more. */
  idle(): void;
}

export { websocketErrors } from './errors.ts';
export type { AuthenticateSocket, MayJoin, SocketCaller } from './method.ts';
export type { WebsocketGiven as WebsocketOptions } from './options.ts';
export { websocket } from './websocket.ts';

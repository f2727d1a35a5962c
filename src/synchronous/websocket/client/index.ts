export type { ClientCallOptions } from './calls.ts';
export { connect } from './client.ts';
export type { ClientSubscription, SocketClient } from './client.ts';
export { SocketError } from './error.ts';
export type { Room, RoomMember, RoomOptions } from './room.ts';
export type { ReceivedEvent, SubscriptionOptions } from './subscription.ts';
export type { ClientState, ConnectOptions } from './types.ts';

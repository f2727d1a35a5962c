import { choice, duration, flag, integer, list, size, text } from '../../kernel/option-kinds.ts';
import { required } from '../../kernel/options.ts';
import type { Given, Values } from '../../kernel/options.ts';

/** Options of a socket; links of one path agree on them. */
export const socketFields = {
  path: required(text({ description: 'Path of the socket: "/live".', pattern: /^\/[^\s?#%{}]*$/, maxLength: 500 })),
  origins: list(text({ description: 'Origin, as browsers send it: "https://shop.example".', pattern: /^(?:\*|https?:\/\/[^/?#\s]+)$/ }), { description: 'Sites, besides this one, whose pages may open the socket; "*" is every one.', fallback: [] }),
  messageBytes: size({ description: 'Largest message of a client, bytes.', fallback: 65_536, minimum: 128, maximum: 104_857_600 }),
  maxDepth: integer({ description: 'Deepest nesting of a message\'s JSON.', fallback: 32, minimum: 4, maximum: 256 }),
  calls: integer({ description: 'Calls of one client that may run at the same time.', fallback: 64, minimum: 1, maximum: 10_000 }),
  subscriptions: integer({ description: 'Events that one client may subscribe to.', fallback: 32, minimum: 1, maximum: 1_000 }),
  keys: integer({ description: 'Keys that one subscription may name.', fallback: 100, minimum: 1, maximum: 10_000 }),
  rooms: integer({ description: 'Rooms that one client may be in.', fallback: 16, minimum: 1, maximum: 1_000 }),
  roomMembers: integer({ description: 'Clients that one room may have.', fallback: 1_000, minimum: 1, maximum: 100_000 }),
  tellsPerSecond: integer({ description: 'Events that one client may tell rooms within a second.', fallback: 20, minimum: 1, maximum: 100_000 }),
  connectionsPerAddress: integer({ description: 'Sockets of one address; behind a proxy all clients have its address.', fallback: 256, minimum: 1 }),
  buffer: size({ description: 'Bytes that may wait to be sent to one client; beyond, `slow` decides about events.', fallback: 262_144, minimum: 1_024 }),
  heartbeat: duration({ description: 'How often a client is asked whether it is there; one that says nothing twice is closed, milliseconds.', fallback: 25_000, minimum: 100 }),
  reconnectWithin: duration({ description: 'A stop asks clients to come back after a random time up to this one, milliseconds.', fallback: 5_000 }),
} as const;

/** Options of one link on a socket. */
export const linkFields = {
  slow: choice(['resume', 'drop-oldest', 'latest', 'disconnect'], { description: 'Events, for a client that reads too slowly. resume: it is served from the stream at its own pace, and misses nothing; drop-oldest: the oldest of what waits is dropped, and the client told how many; latest: only the latest of each key waits; disconnect: its socket is closed.', fallback: 'resume' }),
  slowEvents: integer({ description: 'drop-oldest and latest: events (keys) that wait for a slow client.', fallback: 100, minimum: 1, maximum: 100_000 }),
  room: flag({ description: 'The event is told by clients to the others in a room, and kept nowhere.', fallback: false }),
  scopes: list(text({ description: 'Name of a scope.' }), { description: 'Scopes that the caller must have; with `authenticate` only.', fallback: [] }),
} as const;

export const websocketFields = { ...socketFields, ...linkFields } as const;

/** Options of `websocket()` as a person writes them, without its functions. */
export type WebsocketGiven = Given<typeof websocketFields>;
/** Options with their defaults. */
export type WebsocketOptions = Values<typeof websocketFields>;

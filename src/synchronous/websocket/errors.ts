import { defineErrors } from '../../kernel/error.ts';

/** Errors of sockets. */
export const websocketErrors = defineErrors({
  WEBSOCKET_LINK_INVALID: {
    category: 'misconfigured',
    why: 'What the link declares does not fit a socket, or not the other links of its path.',
    fix: 'Change the option that the message names.',
  },
  WEBSOCKET_STREAM_MISSING: {
    category: 'misconfigured',
    why: 'Subscribers go on where they were by the offsets of the stream that carries the event.',
    fix: 'Declare a second link of the event: via: stream().',
  },
  WEBSOCKET_UPGRADE_REQUIRED: {
    category: 'invalid',
    why: 'This address is for sockets, and for server-sent events where it carries events.',
    fix: 'Open a WebSocket with the sub-protocol isthmus.v1, or ask with `accept: text/event-stream` and `?event=…`.',
  },
  WEBSOCKET_HANDSHAKE_INVALID: {
    category: 'invalid',
    why: 'The request is not the opening handshake that RFC 6455, section 4.1, describes.',
    fix: 'Use a WebSocket client; look for a proxy that drops the headers "upgrade" and "connection".',
  },
  WEBSOCKET_VERSION_UNSUPPORTED: {
    category: 'invalid',
    why: 'There is one version of the WebSocket protocol in use: 13 (RFC 6455).',
    fix: 'Use a client of RFC 6455.',
  },
  WEBSOCKET_PROTOCOL_UNSUPPORTED: {
    category: 'invalid',
    why: 'What is said on the socket is fixed by a sub-protocol, which the client must offer.',
    fix: "Open the socket with the sub-protocol: new WebSocket(url, ['isthmus.v1']), or use isthmus/websocket-client.",
  },
  WEBSOCKET_ORIGIN_REFUSED: {
    category: 'forbidden',
    why: 'Browsers open sockets to other sites with the cookies of their visitor, so only pages of this site, and those that are named, are let in.',
    fix: 'Add the site to the option `origins` of websocket().',
  },
  WEBSOCKET_CONNECTIONS_EXCEEDED: {
    category: 'rate-limited',
    why: 'The number of sockets of one address is limited, so that one client can not take them all.',
    fix: 'Close sockets that are not needed, or raise `connectionsPerAddress` of websocket(); behind a proxy all clients have its address.',
  },
  WEBSOCKET_MESSAGE_INVALID: {
    category: 'invalid',
    why: 'The message is not one of those that the sub-protocol isthmus.v1 has.',
    fix: 'Compare the message with docs/websocket-protocol.md.',
  },
  WEBSOCKET_LIMIT_EXCEEDED: {
    category: 'rate-limited',
    why: 'What one client may have open at the same time is limited.',
    fix: 'Wait for answers, end subscriptions or leave rooms first; or raise the option of websocket() that the message names.',
  },
  WEBSOCKET_OPERATION_UNKNOWN: {
    category: 'not-found',
    why: 'No link brings an operation of this name to this socket.',
    fix: 'Compare the name with the links of the app (isthmus describe).',
  },
  WEBSOCKET_EVENT_UNKNOWN: {
    category: 'not-found',
    why: 'No link brings an event of this name to this socket.',
    fix: 'Compare the name with the links of the app (isthmus describe).',
  },
  WEBSOCKET_ROOM_REFUSED: {
    category: 'forbidden',
    why: 'The option `mayJoin` of websocket() decides who may enter which room, and only members may speak in one.',
    fix: 'Join the room first, as somebody who may.',
  },
  WEBSOCKET_CALLER_CHANGED: {
    category: 'forbidden',
    why: 'A socket belongs to one caller from its beginning to its end.',
    fix: 'Open another socket for another caller.',
  },
  WEBSOCKET_OUTPUT_INVALID: {
    category: 'internal',
    why: 'The handler answered with what its contract does not allow.',
    fix: 'Change the handler or the output of the contract.',
  },
  WEBSOCKET_PEER_GONE: {
    category: 'unavailable',
    why: 'The client that was asked has no open socket here, or it closed before it answered.',
    fix: 'Ask again when the client is back; give `to: context.connection` of a call that came on its socket.',
  },
  WEBSOCKET_PEER_FAILED: {
    category: 'unavailable',
    why: 'The client that was asked answered with an error that the contract does not declare, or with what it does not allow.',
    fix: 'Change what the client answers.',
  },
});

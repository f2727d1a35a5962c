import { optionsRefused } from '../../kernel/faults.ts';
import { readFields } from '../../kernel/options.ts';
import type { Fault } from '../../kernel/options.ts';
import type { Json } from '../../kernel/schema.ts';
import type { SocketFunctions, WebsocketMethod } from './method.ts';
import { websocketFields } from './options.ts';
import type { WebsocketGiven } from './options.ts';
import { websocketRunner } from './runner.ts';

/**
 * Carries operations and events on a WebSocket that stays open: calls of clients, streaming either way; events that clients
 * subscribe to and go on with after a break; questions to clients; what clients tell each other in rooms. Links of one `path` share the
 * socket. Throws `OPTION_INVALID` where an option is unknown or does not fit.
 */
export function websocket(given: WebsocketGiven & SocketFunctions): WebsocketMethod {
  const { authenticate, mayJoin, ...data } = given;
  const faults: Fault[] = [];
  const socket = readFields(websocketFields, data, '', faults);
  for (const [name, value] of Object.entries({ authenticate, mayJoin })) if (value !== undefined && typeof value !== 'function') faults.push({ path: name, message: 'must be a function' });
  if (authenticate === undefined && (data.scopes?.length ?? 0) > 0) faults.push({ path: 'authenticate', message: 'is required where scopes are given' });
  if (socket === undefined || faults.length > 0) throw optionsRefused('websocket()', faults);
  return {
    name: 'websocket', carries: ['operation', 'event'], shapes: ['unary', 'input-stream', 'output-stream', 'both-stream'], engine: 'none', asks: [], runner: websocketRunner,
    options: { ...socket, authenticated: authenticate !== undefined } as Readonly<Record<string, Json>>,
    socket, functions: { ...(authenticate === undefined ? {} : { authenticate }), ...(mayJoin === undefined ? {} : { mayJoin }) },
  };
}

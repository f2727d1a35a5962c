import type { HttpEndpoint, UpgradeEndpoint } from '../../driver/endpoint.ts';
import type { MethodHost, MethodRunner, PlannedLink, RunningMethod } from '../../driver/method.ts';
import { guarded } from '../../http/dispatch.ts';
import { milliseconds } from '../../kernel/units.ts';
import { checkLinks } from './check.ts';
import { websocketErrors } from './errors.ts';
import { asksForSocket } from './frames/handshake.ts';
import { methodOf, Socket } from './socket.ts';

/** Serves all sockets of an app. */
export const websocketRunner: MethodRunner = {
  name: 'websocket',
  check: checkLinks,
  open: async (links, host) => open(links, host),
};

function open(links: readonly PlannedLink[], host: MethodHost): RunningMethod {
  const sockets = new Map(Array.from(Map.groupBy(links, (link) => methodOf(link).socket.path), ([path, own]) => [path, new Socket(own, host)]));
  const all = Array.from(sockets.values());
  const endpoint: HttpEndpoint = (request) => sockets.get(request.path)?.respond(request);
  const upgrade: UpgradeEndpoint = (request) => (asksForSocket(request) ? sockets.get(request.path)?.upgrade(request) : undefined);
  return {
    start: async () => void (await Promise.all(all.map((each) => each.start()))),
    endpoint: guarded(endpoint, host.log),
    upgrade,
    ask: (link, input, { to, deadline, signal }, origin) => {
      const session = to === undefined ? undefined : sockets.get(methodOf(link).socket.path)?.session(to);
      if (session === undefined) throw websocketErrors.WEBSOCKET_PEER_GONE(to === undefined ? `"${link.contract.name}" is asked of a client, and \`to\` does not say of which.` : `No client with the connection ${JSON.stringify(to.slice(0, 80))} has a socket here.`);
      return session.ask(link, input, { deadline: deadline === undefined ? undefined : host.clock.now() + milliseconds(deadline), signal, traceparent: origin.traceparent });
    },
    attributes: (link) => ({ 'url.path': methodOf(link).socket.path, 'network.protocol.name': 'websocket' }),
    drain: async (signal) => void (await Promise.all(all.map((each) => each.drain(signal)))),
    close: async () => void (await Promise.all(all.map((each) => each.close()))),
  };
}

import { isDeepStrictEqual } from 'node:util';

import type { PlannedLink } from '../../driver/method.ts';
import { shapeOf } from '../../kernel/contract.ts';
import type { Fault } from '../../kernel/options.ts';
import { linkFields, socketFields } from './options.ts';
import { methodOf } from './socket.ts';

/** Every fault of the socket links. */
export function checkLinks(links: readonly PlannedLink[]): readonly Fault[] {
  const sockets = Map.groupBy(links, (link) => methodOf(link).socket.path);
  return [...links.flatMap((link) => [...linkFaults(link)].map((fault) => placed(link, fault))), ...Array.from(sockets.values(), (own) => [...sharedFaults(own)]).flat()];
}

type Found = readonly [path: string, message: string];

const placed = (link: PlannedLink, [path, message]: Found): Fault => ({ path: `link "${link.name}" via.${path}`, message, code: 'WEBSOCKET_LINK_INVALID' });

function* linkFaults(link: PlannedLink): Generator<Found> {
  const { socket } = methodOf(link);
  if (link.contract.kind === 'event') return yield* eventFaults(link);
  for (const name of ['room', 'slow', 'slowEvents'] as const) if (socket[name] !== linkFields[name].fallback) yield [name, 'is for events'];
  if (link.contract.kind === 'operation') yield* operationFaults(link);
}

function* operationFaults(link: PlannedLink): Generator<Found> {
  const { policies, contract, handlers } = link;
  if (contract.kind !== 'operation') return;
  const shape = shapeOf(contract);
  if (handlers.size === 0 && shape !== 'unary') yield ['websocket', 'a client is asked for one answer; this operation streams'];
  if (handlers.size === 0 && Object.values(policies).some((each) => each !== undefined)) yield ['websocket', 'a question to a client has no policies; give `deadline` where it is called'];
  if (policies.idempotency !== undefined) yield ['websocket', 'does not keep answers for a key; leave policies.idempotency out, or carry the operation by rest() too'];
  if (shape !== 'unary' && policies.retry !== undefined) yield ['websocket', 'a stream can not be played again; leave policies.retry out'];
  if (shape.startsWith('output') || shape.startsWith('both')) for (const name of ['breaker', 'bulkhead'] as const) if (policies[name] !== undefined) yield ['websocket', `an answer that flows is over for policies.${name} before it began; leave it out`];
}

function* eventFaults(link: PlannedLink): Generator<Found> {
  const { socket } = methodOf(link);
  if (link.handlers.size > 0) yield ['websocket', 'brings events to clients; let them call an operation whose handler emits'];
  if (socket.room && (socket.slow !== linkFields.slow.fallback || socket.slowEvents !== linkFields.slowEvents.fallback)) yield ['slow', 'has no effect on what is told in a room'];
  if (Object.values(link.policies).some((each) => each !== undefined)) yield ['websocket', 'an event on a socket has no policies'];
  if (socket.slowEvents !== linkFields.slowEvents.fallback && (socket.slow === 'resume' || socket.slow === 'disconnect')) yield ['slowEvents', `has no effect with slow: "${socket.slow}"`];
}

/** Links of one path are one socket, and carry each contract once. */
function* sharedFaults([first, ...others]: readonly PlannedLink[]): Generator<Fault> {
  if (first === undefined) return;
  const seen = new Map([[first.contract.name, first]]);
  for (const link of others) {
    const [a, b] = [methodOf(first), methodOf(link)];
    for (const name of Object.keys(socketFields) as Array<keyof typeof socketFields>)
      if (!isDeepStrictEqual(a.socket[name], b.socket[name])) yield placed(link, [name, `must be as in the link "${first.name}", since they share the socket ${a.socket.path}`]);
    for (const name of ['authenticate', 'mayJoin'] as const) if (a.functions[name] !== b.functions[name]) yield placed(link, [name, `must be as in the link "${first.name}", since they share the socket ${a.socket.path}`]);
    const before = seen.get(link.contract.name);
    if (before !== undefined) yield placed(link, ['websocket', `carries "${link.contract.name}", as the link "${before.name}" does on the same socket`]);
    seen.set(link.contract.name, link);
  }
}

import { isStreaming } from '../kernel/contract.ts';
import type { InputOf, Operation } from '../kernel/contract.ts';
import { childTraceparent } from '../kernel/trace.ts';
import { resilienceErrors } from '../resilience/errors.ts';
import type { SocketClient } from '../synchronous/websocket/client/client.ts';
import type { ClientCallOptions } from '../synchronous/websocket/client/calls.ts';
import { SocketError } from '../synchronous/websocket/client/error.ts';
import { clientErrors } from './errors.ts';
import { checkedAnswer } from './output.ts';
import { errorOfProblem, isProblem } from './rest/problem.ts';
import type { ClientCall, Transport } from './transport.ts';

/** Reaches operations over a socket of `isthmus/websocket-client`, which stays yours to close. */
export function websocket(socket: Pick<SocketClient, 'call' | 'stream'>): Transport {
  return {
    name: 'websocket',
    bind: (contract) => ({
      call: (input, call) => (isStreaming(contract.output) ? values(socket, contract, input, call) : answer(socket, contract, input, call)),
    }),
  };
}

async function answer(socket: Pick<SocketClient, 'call'>, contract: Operation, input: unknown, call: ClientCall): Promise<unknown> {
  try {
    return await checkedAnswer(contract, await socket.call(contract, input as InputOf<Operation>, optionsOf(call)));
  } catch (error) {
    throw await told(contract, error, call);
  }
}

async function* values(socket: Pick<SocketClient, 'stream'>, contract: Operation, input: unknown, call: ClientCall): AsyncGenerator<unknown> {
  try {
    for await (const each of socket.stream(contract, input as InputOf<Operation>, optionsOf(call)) as AsyncIterable<unknown>) yield await checkedAnswer(contract, each);
  } catch (error) {
    throw await told(contract, error, call);
  }
}

function optionsOf({ signal, deadline, idempotencyKey, traceparent }: ClientCall): ClientCallOptions {
  return {
    traceparent: childTraceparent(traceparent),
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline: Math.max(1, Math.floor(deadline - Date.now())) }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

/** What was thrown on the other side, or what became of the socket. */
async function told(contract: Operation, error: unknown, { signal }: ClientCall): Promise<unknown> {
  if (!(error instanceof SocketError)) return error;
  if (isProblem(error.problem)) return errorOfProblem(contract, error.problem);
  if (error.code === 'CALL_CANCELLED') return resilienceErrors.CALL_CANCELLED({ what: 'The call was cancelled by its caller.', cause: signal?.reason ?? error });
  return clientErrors.CLIENT_UNREACHABLE({ what: String(error.problem['detail']), cause: error });
}

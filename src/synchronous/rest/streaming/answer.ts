import type { HttpResponse } from '../../../driver/endpoint.ts';
import type { MethodHost, Outcome } from '../../../driver/method.ts';
import type { Exchange } from '../exchange.ts';
import { requireAcceptable } from '../negotiate.ts';
import type { Running } from '../running.ts';
import { Flow } from './flow.ts';
import { formatOf, streamTypes } from './formats.ts';

/** How long a handler may take to fail before the answer has begun with 200, milliseconds. */
const patience = 100;

/** Refuses a request that takes none of the streaming formats; answers HEAD without asking the handler. */
export function streamHead({ request }: Exchange): HttpResponse | undefined {
  const type = requireAcceptable(request, streamTypes);
  return request.method === 'HEAD' ? { status: 200, headers: headersOf(type) } : undefined;
}

/** The answer of a handler whose output streams, begun. */
export async function streamResponse(exchange: Exchange, outcome: Outcome, host: MethodHost, running: Running): Promise<HttpResponse> {
  const format = formatOf(requireAcceptable(exchange.request, streamTypes));
  const flow = new Flow(exchange, format, outcome, host, running);
  await flow.begun(patience);
  return { status: 200, headers: headersOf(format.type), body: flow.bytes() };
}

function headersOf(type: string): Record<string, string> {
  // The last tells proxies of the nginx kind to pass pieces on as they come.
  return { 'content-type': type, 'cache-control': 'no-store', vary: 'accept', 'x-accel-buffering': 'no' };
}

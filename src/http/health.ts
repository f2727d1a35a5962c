import type { HttpEndpoint, HttpResponse } from '../driver/endpoint.ts';

/** Whether the app can take work; `checks` names what was asked. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, { readonly ready: boolean; readonly reason?: string }>>;
}

/**
 * `GET /health/live`: the process answers. `GET /health/ready`: it can take work, else 503; an app that drains
 * is live and not ready.
 */
export function health(readiness: () => Readiness | Promise<Readiness>): HttpEndpoint {
  return (request) => {
    if (!request.path.startsWith('/health/') || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined;
    if (request.path === '/health/live') return respond(200, { status: 'live' });
    return request.path === '/health/ready' ? ready(readiness) : undefined;
  };
}

async function ready(readiness: () => Readiness | Promise<Readiness>): Promise<HttpResponse> {
  const state = await readiness();
  return respond(state.ready ? 200 : 503, { status: state.ready ? 'ready' : 'not-ready', checks: state.checks });
}

function respond(status: number, value: unknown): HttpResponse {
  const body = JSON.stringify(value);
  return { status, headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), 'cache-control': 'no-store' }, body };
}

import type { HttpEndpoint } from '../../../driver/endpoint.ts';
import { answerFetch } from '../../../http/fetch.ts';
import type { FetchMount } from './fetch.ts';

/** What of Hono's context is needed; `Context` of hono 4 fits. */
interface HonoContext {
  readonly req: { readonly raw: Request; arrayBuffer(): Promise<ArrayBuffer> };
}

/**
 * An endpoint (`await app.endpoint()`) as a middleware of Hono: `hono.use('/api/*', honoHandler(endpoint, { base: '/api' }))`.
 * What the endpoint does not know goes on to Hono's own routes. A body that an earlier middleware read is taken from Hono.
 */
export function honoHandler(endpoint: HttpEndpoint, mount: FetchMount = {}): (context: HonoContext, next: () => Promise<void>) => Promise<Response | undefined> {
  return async ({ req }, next) => {
    const body = req.raw.bodyUsed ? { body: new Uint8Array(await req.arrayBuffer()) } : {};
    const response = await answerFetch(endpoint, req.raw, { ...mount, ...body });
    if (response === undefined) await next();
    return response;
  };
}

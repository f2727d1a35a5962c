import type { HttpRequest, HttpResponse } from '../../../driver/endpoint.ts';
import type { MethodHost } from '../../../driver/method.ts';
import { unchanged } from '../../../http/content/conditions.ts';
import { etagOf } from '../etag.ts';
import { openApiDocument } from './document.ts';
import { sourceOfLinks } from './source.ts';

/** `GET /openapi.json`: made at the first request, kept for each place where the endpoint is mounted. */
export class DocumentAnswerer {
  readonly #host: MethodHost;
  readonly #made = new Map<string, { readonly body: string; readonly etag: string }>();

  constructor(host: MethodHost) {
    this.#host = host;
  }

  answer(request: HttpRequest): HttpResponse {
    const { body, etag } = this.#documentAt(request.base);
    if (unchanged(request, { etag })) return { status: 304, headers: { etag } };
    return { status: 200, headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), etag, 'cache-control': 'no-cache' }, body };
  }

  #documentAt(base: string) {
    const known = this.#made.get(base);
    if (known !== undefined) return known;
    const body = JSON.stringify(openApiDocument(sourceOfLinks(this.#host.name, this.#host.links), base));
    const made = { body, etag: etagOf(body) };
    this.#made.set(base, made);
    return made;
  }
}

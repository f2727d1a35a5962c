import { hash } from 'node:crypto';

import type { HttpRequest, HttpResponse } from '../../../driver/endpoint.ts';
import { unchanged } from '../../../http/content/conditions.ts';
import { etagOf } from '../etag.ts';
import { pageHtml } from './html.ts';
import { pageScript } from './script.ts';
import { pageStyle } from './style.ts';

const source = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;

/** Nothing from elsewhere, no inline code but ours, no frames around it. */
const policy = [
  "default-src 'none'", `script-src ${source(pageScript)}`, `style-src ${source(pageStyle)}`, "connect-src 'self'", 'img-src data:',
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

/** `GET /docs`: one page that reads `openapi.json` next to it and lets a person try each operation. */
export class PageAnswerer {
  readonly #body: string;
  readonly #etag: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(name: string) {
    this.#body = pageHtml(name, pageStyle, pageScript);
    this.#etag = etagOf(this.#body);
    this.#headers = {
      etag: this.#etag, 'cache-control': 'no-cache', 'content-security-policy': policy, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    };
  }

  answer(request: HttpRequest): HttpResponse {
    if (unchanged(request, { etag: this.#etag })) return { status: 304, headers: this.#headers };
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'content-length': String(Buffer.byteLength(this.#body)), ...this.#headers }, body: this.#body };
  }
}

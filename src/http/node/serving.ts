import type { HttpEndpoint, HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import type { Log } from '../../kernel/handler.ts';
import { compressed } from '../content/compress.ts';
import { withCors } from '../cors.ts';
import { failedResponse, unknownRoute } from '../dispatch.ts';
import type { HttpOptions } from '../options.ts';

/** Where the answer to one request goes. */
export interface Outlet {
  send(answer: HttpResponse): void;
}

/** Answers requests, whatever protocol brought them. */
export class Serving {
  readonly #endpoint: HttpEndpoint;
  readonly #log: Log;
  /** `undefined`: nothing is compressed. */
  readonly #threshold: number | undefined;

  constructor(endpoint: HttpEndpoint, options: HttpOptions, log: Log) {
    this.#endpoint = options.cors === undefined ? endpoint : withCors(endpoint, options.cors);
    this.#log = log;
    this.#threshold = options.compression ? options.compressionThreshold : undefined;
  }

  serve(request: HttpRequest, outlet: Outlet): void {
    try {
      const answer = this.#endpoint(request);
      if (answer instanceof Promise) this.#await(request, outlet, answer);
      else this.#finish(request, outlet, answer);
    } catch (error) {
      this.#fail(request, outlet, error);
    }
  }

  #await(request: HttpRequest, outlet: Outlet, answer: Promise<HttpResponse | undefined>): void {
    answer.then(
      (settled) => {
        try {
          this.#finish(request, outlet, settled);
        } catch (error) {
          this.#fail(request, outlet, error);
        }
      },
      (error: unknown) => this.#fail(request, outlet, error),
    );
  }

  #finish(request: HttpRequest, outlet: Outlet, answer: HttpResponse | undefined): void {
    const ready = answer === undefined || this.#threshold === undefined ? (answer ?? unknownRoute(request)) : compressed(request, answer, this.#threshold);
    if (ready instanceof Promise) ready.then((settled) => outlet.send(settled)).catch((error: unknown) => this.#fail(request, outlet, error));
    else outlet.send(ready);
  }

  #fail(request: HttpRequest, outlet: Outlet, error: unknown): void {
    outlet.send(failedResponse(error, request, this.#log));
  }
}

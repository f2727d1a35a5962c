import type { HttpResponse } from '../../driver/endpoint.ts';
import type { MethodHost } from '../../driver/method.ts';
import { problemResponse } from '../../http/problem.ts';
import { webhookErrors } from './errors.ts';

const second = 1_000;

/** Turns away what is too much, at the least cost: one answer for all, and one line in the log a second. */
export class Shedding {
  readonly #host: MethodHost;
  readonly #path: string;
  readonly #answer: HttpResponse;
  #toldAt = -Infinity;
  #count = 0;

  constructor(host: MethodHost, path: string, accepting: number) {
    this.#host = host;
    this.#path = path;
    this.#answer = problemResponse(webhookErrors.WEBHOOK_BUSY({ what: `${accepting} deliveries to ${path} are being received and stored.`, retryAfter: second }));
  }

  shed(): HttpResponse {
    this.#count += 1;
    const now = this.#host.clock.monotonic();
    if (now - this.#toldAt < second) return this.#answer;
    this.#host.log.warn('Deliveries are turned away with 503, since more arrive than can be stored.', { endpoint: this.#path, count: this.#count });
    this.#toldAt = now;
    this.#count = 0;
    return this.#answer;
  }
}

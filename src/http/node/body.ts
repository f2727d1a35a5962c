import type { Readable } from 'node:stream';

import { httpErrors } from '../errors.ts';
import type { Pace, Paced } from './pace.ts';

/** A whole body on its way into memory. */
class BodyReader implements Paced {
  received = 0;
  receivedBefore = -1;
  before: Paced | undefined = undefined;
  after: Paced | undefined = undefined;
  #ended = false;
  readonly #chunks: Uint8Array[] = [];
  readonly #incoming: Readable;
  readonly #limit: number;
  readonly #pace: Pace | undefined;
  readonly #resolve: (body: Uint8Array) => void;
  readonly #reject: (error: unknown) => void;

  constructor(incoming: Readable, limit: number, pace: Pace | undefined, resolve: (body: Uint8Array) => void, reject: (error: unknown) => void) {
    this.#incoming = incoming;
    this.#limit = limit;
    this.#pace = pace;
    this.#resolve = resolve;
    this.#reject = reject;
    incoming.on('data', this.#take).on('end', this.#finish).on('error', this.#broken).on('close', this.#broken);
    pace?.add(this);
  }

  readonly #take = (chunk: Uint8Array): void => {
    this.received += chunk.length;
    if (this.received > this.#limit) this.fail(bodyTooLarge(this.#limit));
    else this.#chunks.push(chunk);
  };

  readonly #finish = (): void => {
    // The listeners stay, since nothing but `close` follows.
    this.#ended = true;
    this.#pace?.delete(this);
    const [only] = this.#chunks;
    this.#resolve(only !== undefined && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks, this.received));
  };

  readonly #broken = (): void => {
    if (!this.#ended) this.fail(httpErrors.BODY_INCOMPLETE('The connection ended within the body.'));
  };

  fail(error: unknown): void {
    this.#ended = true;
    this.#pace?.delete(this);
    this.#incoming.off('data', this.#take).off('end', this.#finish);
    this.#incoming.resume();
    this.#reject(error);
  }
}

export const bodyTooLarge = (limit: number): Error => httpErrors.BODY_TOO_LARGE({ what: `The body is larger than ${limit} bytes.`, details: { limit } });

/** Reads a body of at most `limit` bytes. What comes after a refusal is thrown away as it arrives. */
export function readBody(incoming: Readable, limit: number, pace: Pace | undefined): Promise<Uint8Array> {
  return new Promise((resolve, reject) => new BodyReader(incoming, limit, pace, resolve, reject));
}

import type { Readable } from 'node:stream';

import { httpErrors } from '../errors.ts';
import type { Pace, Paced } from './pace.ts';

/** After so long in the hands of whoever reads, milliseconds, a slow arrival is not the client's fault. */
const busy = 1_000;

/** Lets the pace see a body that is read piece by piece. */
class PacedStream implements Paced {
  received = 0;
  receivedBefore = -1;
  before: Paced | undefined = undefined;
  after: Paced | undefined = undefined;
  readonly #incoming: Readable;
  #fault: Error | undefined;

  constructor(incoming: Readable) {
    this.#incoming = incoming;
  }

  get fault(): Error | undefined {
    return this.#fault;
  }

  fail(error: Error): void {
    this.#fault = error;
    // Wakes the reader without cutting the connection, which the answer still needs.
    this.#incoming.emit('error', error);
  }
}

/** A body as it comes, under the pace of its server. What nobody reads is thrown away. Throws `BODY_TOO_SLOW`, `BODY_INCOMPLETE`. */
export async function* bodyStream(incoming: Readable, pace: Pace | undefined): AsyncGenerator<Uint8Array> {
  const paced = new PacedStream(incoming);
  pace?.add(paced);
  try {
    for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      paced.received += chunk.length;
      const before = performance.now();
      yield chunk;
      if (performance.now() - before > busy) paced.receivedBefore = -1;
    }
  } catch (error) {
    throw paced.fault ?? httpErrors.BODY_INCOMPLETE({ what: 'The connection ended within the body.', cause: error });
  } finally {
    pace?.delete(paced);
    incoming.on('error', () => {});
    incoming.resume();
  }
}

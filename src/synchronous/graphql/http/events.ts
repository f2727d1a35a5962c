import type { HttpResponse } from '../../../driver/endpoint.ts';

/** Results as server-sent events: `next` for each, `complete` at the end (the distinct connections mode of GraphQL over SSE). */
export function eventsAnswer(results: AsyncIterable<unknown>, heartbeat: number, end: () => void): HttpResponse {
  return { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' }, body: events(results, heartbeat, end) };
}

async function* events(results: AsyncIterable<unknown>, heartbeat: number, end: () => void): AsyncGenerator<Uint8Array> {
  const iterator = results[Symbol.asyncIterator]();
  try {
    yield Buffer.from(':\n\n');
    let next = iterator.next();
    for (;;) {
      const settled = await within(next, heartbeat);
      if (settled === undefined) yield Buffer.from(':\n\n');
      else if (settled.done === true) break;
      else {
        yield Buffer.from(`event: next\ndata: ${JSON.stringify(settled.value)}\n\n`);
        next = iterator.next();
      }
    }
    yield Buffer.from('event: complete\ndata:\n\n');
  } finally {
    end();
    void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/** `undefined`: it takes longer. */
async function within<T>(pending: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
    timer.unref();
  });
  try {
    return await Promise.race([pending, late]);
  } finally {
    clearTimeout(timer);
  }
}

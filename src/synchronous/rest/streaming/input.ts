import type { HttpRequest } from '../../../driver/endpoint.ts';
import { codingOf, unpackedStream } from '../../../http/content/decompress.ts';
import { httpErrors } from '../../../http/errors.ts';
import { parseJson } from '../../../kernel/json.ts';
import { validate } from '../../../kernel/validate.ts';
import type { Exchange } from '../exchange.ts';
import { limited, linesOf } from './lines.ts';

const lineTypes = /^application\/(?:x-ndjson|ndjson|jsonl)\s*(?:;|$)/i;

/**
 * The input of a streaming operation, each value checked as it comes. A body of NDJSON gives a value a line; with the
 * option `upload`, any other body gives its bytes in base64, a piece at a time. What the address and the headers bring
 * joins each value. Throws `MEDIA_TYPE_UNSUPPORTED`, `CONTENT_ENCODING_UNSUPPORTED` or what the address is refused with.
 */
export function streamingInput(exchange: Exchange): AsyncIterable<unknown> {
  const { route, request, parameters } = exchange;
  const addressed = route.reader.addressed(request, parameters);
  const values = readerOf(exchange, request)(bodyOf(request), addressed);
  return checked(values, exchange);
}

type ReadValues = (body: AsyncIterable<Uint8Array>, addressed: Readonly<Record<string, unknown>>) => AsyncGenerator<unknown>;

function readerOf({ route: { options, reader } }: Exchange, request: HttpRequest): ReadValues {
  const type = request.headers['content-type'];
  if (type !== undefined && lineTypes.test(type)) return async function* lines(body, addressed) {
    for await (const line of linesOf(body, options)) yield reader.joined({ ...addressed }, parseJson(line, options.maxDepth));
  };
  const { upload } = options;
  if (upload !== undefined) return async function* pieces(body, addressed) {
    for await (const piece of limited(body, options.maxStream)) yield { ...addressed, [upload]: Buffer.from(piece).toString('base64') };
  };
  throw httpErrors.MEDIA_TYPE_UNSUPPORTED({ what: type === undefined ? 'The body has no content-type.' : `The content type "${type.slice(0, 80)}" is not read.`, fix: 'Send the header `content-type: application/x-ndjson` and one JSON value a line.' });
}

function bodyOf(request: HttpRequest): AsyncIterable<Uint8Array> {
  const coding = codingOf(request);
  return coding === undefined ? request.stream() : unpackedStream(request.stream(), coding);
}

/** A handler that takes a broken input for its end must not succeed, so the fault is remembered. */
async function* checked(values: AsyncGenerator<unknown>, exchange: Exchange): AsyncGenerator<unknown> {
  const { input, inputName } = exchange.route;
  let count = 0;
  try {
    for await (const value of values) {
      count += 1;
      yield await validate(input, value, `${inputName}, value ${count},`);
    }
  } catch (error) {
    exchange.inputFault ??= { error };
    throw error;
  }
}

import type { HttpRequest } from '../../../driver/endpoint.ts';
import { parseBody, readBytes } from '../../../http/json-body.ts';
import type { JsonLimits } from '../../../http/json-body.ts';
import { kernelErrors } from '../../../kernel/errors.ts';
import type { InputPlan } from './plan.ts';
import { readQuery } from './query.ts';
import type { UnknownField, UnknownFields } from './unknown-fields.ts';

/** Reads the input of one route from its requests. */
export class InputReader {
  readonly #plan: InputPlan;
  readonly #limits: JsonLimits;
  readonly #unknown: UnknownFields | undefined;

  constructor(plan: InputPlan, limits: JsonLimits, unknown: UnknownFields | undefined) {
    this.#plan = plan;
    this.#limits = limits;
    this.#unknown = unknown;
  }

  /** Begins to read: the bytes of the body, at once where none must be awaited; `undefined` where the route has no body. */
  read(request: HttpRequest): Uint8Array | undefined | Promise<Uint8Array> {
    if (this.#plan.body !== 'none') return readBytes(request, this.#limits);
    refuseBody(request);
    return undefined;
  }

  /** The input before validation. Throws what a 4xx answers. */
  parse(request: HttpRequest, parameters: readonly string[], bytes: Uint8Array | undefined): unknown {
    const input = this.addressed(request, parameters);
    return bytes === undefined ? input : this.joined(input, parseBody(request, bytes, this.#limits));
  }

  /** What the address and the headers bring. */
  addressed(request: HttpRequest, values: readonly string[]): Record<string, unknown> {
    const { path, query, headers } = this.#plan;
    const input: Record<string, unknown> = {};
    for (let at = 0; at < path.length; at += 1) {
      const parameter = path[at];
      if (parameter !== undefined) input[parameter.property] = parameter.kind.coerce(values[at] ?? '');
    }
    for (const { property, header, kind } of headers) {
      const value = Object.hasOwn(request.headers, header) ? request.headers[header] : undefined;
      if (value !== undefined) input[property] = kind.coerce(value);
    }
    if (request.query !== '') readQuery(request.query, query, input);
    return input;
  }

  /** A value of the body with what came from elsewhere. Throws `DATA_INVALID` for fields that the contract does not know. */
  joined(input: Record<string, unknown>, body: unknown): unknown {
    if (body === undefined) return this.#plan.body === 'whole' ? undefined : input;
    const found: UnknownField[] = [];
    this.#unknown?.(body, '', found);
    if (this.#plan.body === 'whole') return found.length > 0 ? refuse(found) : body;
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return refuse([{ pointer: '', message: 'must be an object' }]);
    for (const name of Object.keys(body)) if (this.#plan.elsewhere.has(name)) found.push({ pointer: `/${name}`, message: 'comes from the address or a header, not from the body' });
    return found.length > 0 ? refuse(found) : Object.assign(body, input);
  }
}

function refuse(found: readonly UnknownField[]): never {
  const [first] = found;
  throw kernelErrors.DATA_INVALID({
    what: `The body does not fit: ${first?.pointer || 'it'} ${first?.message ?? ''}${found.length > 1 ? ` (and ${found.length - 1} more)` : ''}.`,
    details: { issues: found.slice(0, 20).map((each) => ({ ...each, in: 'body' })) },
  });
}

function refuseBody(request: HttpRequest): void {
  const length = request.headers['content-length'];
  if ((length !== undefined && length !== '0') || request.headers['transfer-encoding'] !== undefined) refuse([{ pointer: '', message: 'must be empty: this route takes everything from the address' }]);
}

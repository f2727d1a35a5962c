import type { KeyObject } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../../driver/endpoint.ts';
import type { MethodHost } from '../../driver/method.ts';
import { httpErrors } from '../../http/errors.ts';
import { problemResponse } from '../../http/problem.ts';
import { failedResponse } from '../../http/dispatch.ts';
import { IsthmusError } from '../../kernel/error.ts';
import { RateLimit } from '../../resilience/rate-limit.ts';
import { enteredTraceparent } from '../../telemetry/traceparent.ts';
import { originOf, Ranges, senderOf } from './addresses.ts';
import type { Origin } from './addresses.ts';
import { webhookErrors } from './errors.ts';
import type { WebhookValues } from './options.ts';
import type { Way } from './outgoing.ts';
import type { OtherDeliveries } from './others.ts';
import type { Arrival, Provider, Reading } from './provider.ts';
import { receive } from './receive.ts';
import type { Ledger } from './ledger.ts';
import type { DeliveryFacts } from './record.ts';
import { redacted } from './redact.ts';
import { Shedding } from './shedding.ts';
import { digest } from './signature.ts';

export interface DoorParts {
  readonly provider: Provider;
  readonly keys: readonly KeyObject[];
  /** The same, to sign tests with. */
  readonly secrets: readonly string[];
  readonly values: WebhookValues;
  readonly ways: readonly Way[];
  readonly host: MethodHost;
  readonly ledger: Ledger;
  readonly others: OtherDeliveries;
}

const noBody: Buffer = Buffer.alloc(0);

/** One endpoint: verifies, stores, answers. The work is done later, from the queues. */
export class Door {
  readonly parts: DoorParts;
  readonly #trusted: Ranges;
  readonly #allowed: Ranges;
  readonly #rate: RateLimit;
  readonly #success: HttpResponse;
  readonly #shedding: Shedding;
  #taking = 0;
  #idle: (() => void) | undefined;

  constructor(parts: DoorParts) {
    const { values, host, provider } = parts;
    this.parts = parts;
    this.#trusted = new Ranges(values.trustedProxies);
    this.#allowed = new Ranges(values.allow);
    this.#rate = new RateLimit({ ...values.rate, per: 'caller' }, host.clock);
    this.#shedding = new Shedding(host, values.path, values.accepting);
    this.#success = { status: provider.success, headers: provider.success === 204 ? {} : { 'content-length': '0' } };
  }

  /** Resolves once nothing is being received. */
  idle(): Promise<void> {
    return this.#taking === 0 ? Promise.resolve() : new Promise((resolve) => (this.#idle = resolve));
  }

  answer(request: HttpRequest): HttpResponse | Promise<HttpResponse> {
    return this.#taking >= this.parts.values.accepting ? this.#shedding.shed() : this.#answer(request);
  }

  async #answer(request: HttpRequest): Promise<HttpResponse> {
    const origin = originOf(request, this.#trusted, this.parts.values.url);
    try {
      this.#admit(request, origin);
    } catch (error) {
      return this.#refused(request, origin, noBody, error);
    }
    this.#taking += 1;
    try {
      return await this.#take(request, origin);
    } finally {
      this.#taking -= 1;
      if (this.#taking === 0) this.#idle?.();
    }
  }

  /** Everything that is known before the body is read. */
  #admit({ method, path }: HttpRequest, { from }: Origin): void {
    const { provider } = this.parts;
    if (!this.#allowed.empty && !this.#allowed.has(from)) throw webhookErrors.WEBHOOK_SOURCE_REFUSED(`${from === '' ? 'An unknown address' : from} may not send to ${path}.`);
    this.#rate.enter({ subject: senderOf(from) });
    if (method !== 'POST' && provider.greets?.includes(method) !== true) throw httpErrors.METHOD_NOT_ALLOWED({ what: `${method.slice(0, 20)} is not offered at ${path}.`, details: { allow: this.#allow } });
  }

  get #allow(): string {
    return ['POST', ...(this.parts.provider.greets ?? [])].join(', ');
  }

  async #take(request: HttpRequest, origin: Origin): Promise<HttpResponse> {
    const { provider, keys, values } = this.parts;
    let body = noBody;
    try {
      const received = await receive(request, { maxBody: values.maxBody ?? provider.maxBody, receiveWithin: values.receiveWithin });
      body = received.body;
      const { method, headers, query } = request;
      const arrival: Arrival = { method, headers, body, url: origin.url, query };
      const greeting = provider.greet?.(arrival, keys);
      if (greeting !== undefined) return greeting;
      if (method !== 'POST') throw httpErrors.METHOD_NOT_ALLOWED({ what: `${method.slice(0, 20)} is not offered at ${request.path}.`, details: { allow: this.#allow } });
      await this.verify(arrival, received.packed, values.tolerance ?? provider.tolerance);
      return (await this.#reply(arrival)) ?? (await this.#traced(request, origin, arrival));
    } catch (error) {
      return this.#refused(request, origin, body, error);
    }
  }

  /** Throws why a delivery is not taken. Where it was compressed, whatever was signed counts. */
  async verify(arrival: Arrival, packed: Buffer | undefined, tolerance: number): Promise<void> {
    const { provider, keys, host } = this.parts;
    const moment = { now: host.clock.now(), tolerance };
    const refusal = await provider.verify(arrival, keys, moment);
    if (refusal === undefined || (packed !== undefined && (await provider.verify({ ...arrival, body: packed }, keys, moment)) === undefined)) return;
    throw webhookErrors[refusal.code](refusal.what);
  }

  async #reply(arrival: Arrival): Promise<HttpResponse | undefined> {
    try {
      return await this.parts.provider.reply?.(arrival);
    } catch (error) {
      throw unreadable(error);
    }
  }

  /** Reads what was verified. Throws `WEBHOOK_BODY_UNREADABLE`. */
  read(arrival: Arrival): Reading {
    try {
      return this.parts.provider.read(arrival);
    } catch (error) {
      throw unreadable(error);
    }
  }

  /** Stores below a span where the trace is sampled: what its handlers do belongs to it. */
  async #traced(request: HttpRequest, origin: Origin, arrival: Arrival): Promise<HttpResponse> {
    const { tracing } = this.parts.host;
    const parent = request.headers['traceparent'];
    const span = tracing?.enter('server', parent, () => ({ name: `POST ${this.parts.values.path}`, attributes: { 'http.request.method': 'POST', 'http.route': this.parts.values.path } }));
    try {
      return await this.#store(request, origin, arrival, enteredTraceparent(parent, span, tracing));
    } catch (error) {
      span?.fail(error);
      throw error;
    } finally {
      span?.end();
    }
  }

  async #store(request: HttpRequest, origin: Origin, arrival: Arrival, traceparent: string): Promise<HttpResponse> {
    const { host, ledger, values, others } = this.parts;
    const reading = this.read(arrival);
    const receivedAt = host.clock.now();
    const ways = this.waysOf(reading.type);
    const facts = { ...this.#facts(request, origin, arrival.body, receivedAt), deliveryId: reading.id, type: reading.type, key: reading.key, time: reading.time, verdict: 'accepted' as const, queues: ways.map(({ plan }) => plan.name) };
    const handed = { source: this.source, receivedAt, reading, body: arrival.body, traceparent };
    const repeats = await ledger.store({ facts, body: arrival.body, names: this.#names(reading, arrival), ways, handed }).catch((error: unknown) => {
      throw notStored(error, values.path);
    });
    if (repeats) others.add({ ...facts, verdict: 'repeated', queues: [] }, noBody, values.keep);
    return this.#success;
  }

  /** By what a repeat is recognised. An id that is not signed could be changed by who sends an old delivery again. */
  #names({ id }: Reading, { body, query }: Arrival): readonly string[] {
    const { provider } = this.parts;
    if (id === undefined) return [`body:${digest(query, '\n', body)}`];
    return provider.signsId ? [`id:${id}`] : [`id:${id}`, `body:${digest(query, '\n', body)}`];
  }

  get source(): string {
    return `/${this.parts.host.name}${this.parts.values.path}`;
  }

  waysOf(type: string | undefined): readonly Way[] {
    return this.parts.ways.filter(({ takes }) => takes(type));
  }

  #facts({ method, headers }: HttpRequest, { from, url }: Origin, body: Uint8Array, receivedAt: number): DeliveryFacts {
    const { provider, values } = this.parts;
    return {
      endpoint: values.path, provider: provider.name, deliveryId: undefined, type: undefined, key: undefined, time: undefined, receivedAt, from, size: body.length,
      verdict: 'refused', refusal: undefined, queues: [], method, url, headers: redacted(headers, provider.secretHeaders),
    };
  }

  /** Answers with a problem document, keeps the delivery, and tells the log. */
  #refused(request: HttpRequest, origin: Origin, body: Buffer, error: unknown): HttpResponse {
    const { host, others, values, provider } = this.parts;
    const fault = error instanceof IsthmusError ? error : undefined;
    const code = fault?.code ?? 'SERVER_FAULT';
    const what = fault?.what ?? 'It failed on our side.';
    const told = others.add({ ...this.#facts(request, origin, body, host.clock.now()), refusal: { code, what } }, body, values.keep);
    if (told) host.log.warn('A delivery was refused.', { endpoint: values.path, provider: provider.name, from: origin.from, code, what });
    if (fault === undefined) return failedResponse(error, request, host.log);
    const headers = fault.category === 'unauthenticated' ? { 'www-authenticate': 'Signature' } : fault.code === 'METHOD_NOT_ALLOWED' ? { allow: this.#allow } : undefined;
    return problemResponse(fault, undefined, headers);
  }
}

/** What a provider throws at a body that it does not send; what says more by itself stays as it is. */
function unreadable(error: unknown): IsthmusError {
  if (error instanceof IsthmusError && error.category !== 'invalid') return error;
  return webhookErrors.WEBHOOK_BODY_UNREADABLE({ what: error instanceof IsthmusError ? error.what : error instanceof Error ? error.message : String(error), cause: error });
}

/** Senders try again on 503, whatever the cause was. */
function notStored(cause: unknown, path: string): IsthmusError {
  return webhookErrors.WEBHOOK_NOT_STORED({ what: `A delivery to ${path} could not be stored.`, cause, retryAfter: 5_000 });
}

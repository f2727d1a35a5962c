import type { HttpResponse } from '../../driver/endpoint.ts';
import type { MethodHost } from '../../driver/method.ts';
import { IsthmusError } from '../../kernel/error.ts';
import { canonicalJson } from '../../kernel/json.ts';
import { fingerprintOf, Idempotency } from '../../resilience/idempotency.ts';
import type { Proceed } from '../../resilience/idempotency.ts';
import { restErrors } from './errors.ts';
import type { AnswerRecord, Exchange } from './exchange.ts';
import type { RestRoute } from './route.ts';

/** The answers of a route by `idempotency-key`; only successes are kept, since a failure has changed nothing. */
export interface KeptAnswers {
  once(exchange: Exchange, input: unknown, work: (record: AnswerRecord | undefined) => HttpResponse | Promise<HttpResponse>): HttpResponse | Promise<HttpResponse>;
}

/** The kept answers of a route; `undefined` where its link does not ask for them. */
export function keptAnswers({ link, options }: RestRoute, host: MethodHost): KeptAnswers | undefined {
  const policy = link.policies.idempotency;
  const { state } = host.stateEngine;
  if (policy === undefined || state === undefined || options.respond === 'job') return undefined;
  const idempotency = new Idempotency(link.name, policy, state, host.clock);
  return {
    once(exchange, input, work) {
      if (exchange.key !== undefined) return begin(idempotency, exchange, exchange.key, input, host, work);
      if (policy.required) throw restErrors.IDEMPOTENCY_KEY_MISSING('The header "idempotency-key" is missing.');
      return work(undefined);
    },
  };
}

type Work = (record: AnswerRecord) => HttpResponse | Promise<HttpResponse>;

async function begin(idempotency: Idempotency, exchange: Exchange, key: string, input: unknown, host: MethodHost, work: Work): Promise<HttpResponse> {
  const { caller } = exchange;
  const call = { key, fingerprint: fingerprintOf(canonicalJson(input) ?? ''), subject: caller === undefined ? undefined : JSON.stringify([caller.tenant ?? '', caller.subject]) };
  const begun = await idempotency.begin(call);
  if (begun.kind === 'in-progress') throw begun.refusal;
  if (begun.kind === 'replay') {
    const { link } = exchange.route;
    host.meter(link, link.to[0] ?? '').repeated();
    return replayed(exchange.route, begun.answer);
  }
  try {
    return await proceed(begun, host, work);
  } catch (error) {
    if (!(error instanceof IsthmusError) || error.code !== 'STATE_CONFLICT') throw error;
  }
  // Another process was faster: its answer is the answer.
  return begin(idempotency, exchange, key, input, host, work);
}

async function proceed(begun: Proceed, host: MethodHost, work: Work): Promise<HttpResponse> {
  try {
    return await work((response) => ({ engine: host.stateEngine, unit: { state: begun.record(Buffer.from(typeof response.body === 'string' ? response.body : '')) } }));
  } finally {
    begun.end();
  }
}

function replayed({ options }: RestRoute, answer: Uint8Array): HttpResponse {
  if (options.status === 204) return { status: 204, headers: { 'idempotent-replayed': 'true' } };
  return { status: options.status, headers: { 'content-type': 'application/json', 'content-length': String(answer.length), 'idempotent-replayed': 'true' }, body: answer };
}

import type { HttpResponse } from '../../driver/endpoint.ts';
import { faultText, isOurFault, problemResponse } from '../../http/problem.ts';
import { declaredErrorDetail } from '../../kernel/contract.ts';
import { IsthmusError } from '../../kernel/error.ts';
import type { Log } from '../../kernel/handler.ts';
import { traceFields } from '../../kernel/trace.ts';
import { challenge } from './access.ts';
import { traced } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import type { InputPlan } from './input/plan.ts';

/** The answer to anything that was thrown on the way; faults of ours go to the log whole and to the client without their inside. */
export function failureResponse(exchange: Exchange, error: unknown, log: Log): HttpResponse {
  const { route, request } = exchange;
  const shown = shownFault(exchange, error);
  if (isOurFault(shown)) log.error('A request failed.', { error: faultText(error), link: route.link.name, method: request.method, path: request.path, ...traceFields(exchange.traceparent) });
  const response = problemResponse(shown, exchange.traceparent);
  return traced(exchange, response.status === 401 ? { ...response, headers: { ...response.headers, 'www-authenticate': challenge(route) } } : response);
}

/** Anything thrown as the client is told of it. */
export function shownFault({ route }: Exchange, error: unknown): unknown {
  return located(declaredData(error, route.contract.errors), route.plan);
}

/** Where the data of a declared error does not fit what it declares, the fault is ours. */
function declaredData(error: unknown, declared: Exchange['route']['contract']['errors']): unknown {
  if (!(error instanceof IsthmusError) || error.details[declaredErrorDetail] !== true) return error;
  const schema = Object.hasOwn(declared, error.code) ? declared[error.code]?.data : undefined;
  const result = schema?.['~standard'].validate(error.details['data']);
  return result !== undefined && !(result instanceof Promise) && result.issues !== undefined ? new TypeError(`The data of the error "${error.code}" does not fit its schema.`, { cause: error }) : error;
}

/** Says with each issue where the value came from. */
function located(error: unknown, plan: InputPlan): unknown {
  if (!(error instanceof IsthmusError) || error.code !== 'DATA_INVALID') return error;
  const issues = error.details['issues'] as ReadonlyArray<{ readonly pointer: string }> | undefined;
  const placed = issues?.map((issue) => ({ in: placeOf(issue.pointer, plan), ...issue }));
  return new IsthmusError(error.code, error, { what: error.what, why: error.why, fix: error.fix, details: { ...error.details, issues: placed }, cause: error });
}

function placeOf(pointer: string, plan: InputPlan): string {
  const property = pointer.split('/')[1] ?? '';
  if (plan.path.some((each) => each.property === property)) return 'path';
  if (plan.headers.some((each) => each.property === property)) return 'header';
  return plan.query.has(property) ? 'query' : 'body';
}

import type { MethodHost } from '../../driver/method.ts';
import { faultText, isOurFault, problemOf } from '../../http/problem.ts';
import { declaredErrorDetail } from '../../kernel/contract.ts';
import type { Operation } from '../../kernel/contract.ts';
import { IsthmusError } from '../../kernel/error.ts';
import { traceFields } from '../../kernel/trace.ts';

/** Anything thrown as the client is told of it; faults of ours go to the log whole, and to the client without their inside. */
export function shownProblem(error: unknown, { link, contract }: { readonly link: { readonly name: string }; readonly contract: Operation }, host: Pick<MethodHost, 'log'>, traceparent: string): object {
  const shown = declaredData(error, contract);
  if (isOurFault(shown)) host.log.error('A call failed.', { error: faultText(error), link: link.name, ...traceFields(traceparent) });
  return problem(shown, traceparent);
}

/** A problem document, with how long to wait where that is known. */
export function problem(error: unknown, traceparent?: string): object {
  const retryAfter = error instanceof IsthmusError ? error.retryAfter : undefined;
  return { ...problemOf(error, traceparent), ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** Where the data of a declared error does not fit what it declares, the fault is ours. */
function declaredData(error: unknown, { errors }: Operation): unknown {
  if (!(error instanceof IsthmusError) || error.details[declaredErrorDetail] !== true) return error;
  const schema = Object.hasOwn(errors, error.code) ? errors[error.code]?.data : undefined;
  const result = schema?.['~standard'].validate(error.details['data']);
  return result !== undefined && !(result instanceof Promise) && result.issues !== undefined ? new TypeError(`The data of the error "${error.code}" does not fit its schema.`, { cause: error }) : error;
}

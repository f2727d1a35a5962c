import { declaredErrorDetail } from '../../kernel/contract.ts';
import type { Operation } from '../../kernel/contract.ts';
import { definedErrors, IsthmusError } from '../../kernel/error.ts';
import type { ErrorCategory } from '../../kernel/error.ts';
import { validate } from '../../kernel/validate.ts';
import type { Problem } from '../../http/problem.ts';
import { clientErrors } from '../errors.ts';

const byStatus: ReadonlyMap<number, ErrorCategory> = new Map([
  [401, 'unauthenticated'], [403, 'forbidden'], [404, 'not-found'], [408, 'timeout'], [409, 'conflict'], [410, 'gone'], [412, 'precondition-failed'], [413, 'too-large'],
  [405, 'unsupported'], [406, 'unsupported'], [415, 'unsupported'], [422, 'invalid'], [429, 'rate-limited'], [502, 'unavailable'], [503, 'unavailable'], [504, 'timeout'],
]);

/** What a caller can do about a status (RFC 9110, section 15). */
export function categoryOfStatus(status: number): ErrorCategory {
  return byStatus.get(status) ?? (status < 500 ? 'invalid' : 'internal');
}

/** Whether a value is a problem document of ours. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string' && 'type' in value && typeof value.type === 'string' && value.type.startsWith('urn:isthmus:error:');
}

/** The error that a problem document tells of, as it was thrown on the other side. `retryAfter`: milliseconds. */
export async function errorOfProblem(contract: Operation, problem: Problem, retryAfter?: number): Promise<Error> {
  const { code, detail: what, title } = problem;
  const more = retryAfter === undefined ? {} : { retryAfter };
  if (problem.type === `urn:isthmus:error:${contract.name}:${code}`) return declared(contract, problem, more);
  const known = definedErrors().get(code);
  const definition = { category: known?.category ?? categoryOfStatus(problem.status), why: known?.why ?? title, fix: problem.fix ?? known?.fix ?? 'See the documentation of the service.' };
  return new IsthmusError(code, definition, { what, ...more, details: { status: problem.status, ...(problem.issues === undefined ? {} : { issues: problem.issues }), ...(problem.trace === undefined ? {} : { trace: problem.trace }) } });
}

async function declared(contract: Operation, { code, status, detail, title, data: given, trace }: Problem, more: { readonly retryAfter?: number }): Promise<Error> {
  const own = Object.hasOwn(contract.errors, code) ? contract.errors[code] : undefined;
  const data = own?.data === undefined || given === undefined ? given : await validate(own.data, given, `The data of the error "${code}"`);
  const definition = { category: own?.category ?? categoryOfStatus(status), why: own?.description ?? title, fix: 'See the description of this error in the contract.' };
  return new IsthmusError(code, definition, { what: detail, ...more, details: { [declaredErrorDetail]: true, operation: contract.name, ...(data === undefined ? {} : { data }), ...(trace === undefined ? {} : { trace }) } });
}

/** The error of an answer that is no success. */
export async function errorOfAnswer(contract: Operation, response: Response, body: unknown): Promise<Error> {
  const retryAfter = retryAfterOf(response.headers.get('retry-after'));
  if (isProblem(body)) return errorOfProblem(contract, body, retryAfter);
  const refused = clientErrors.CLIENT_REFUSED(`The service answered "${contract.name}" with ${response.status} and no problem document of ours.`);
  return new IsthmusError(refused.code, { category: categoryOfStatus(response.status), why: refused.why, fix: refused.fix }, { what: refused.what, details: { status: response.status }, ...(retryAfter === undefined ? {} : { retryAfter }) });
}

/** Milliseconds of `retry-after`: seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterOf(value: string | null): number | undefined {
  if (value === null) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

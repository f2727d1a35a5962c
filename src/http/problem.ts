import type { HttpResponse } from '../driver/endpoint.ts';
import { declaredErrorDetail } from '../kernel/contract.ts';
import { IsthmusError } from '../kernel/error.ts';
import type { Json } from '../kernel/schema.ts';
import { httpErrors } from './errors.ts';
import { statusOf } from './status.ts';

/** A problem document (RFC 9457) with the members that every Isthmus error adds. */
export interface Problem {
  /** `urn:isthmus:error:CODE`, or `urn:isthmus:error:<operation>:<code>` for an error that a contract declares. Permanent. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What happened, with the names and numbers of this case. */
  readonly detail: string;
  readonly code: string;
  /** What to do about it. */
  readonly fix?: string;
  /** Each place that does not fit, by JSON Pointer (RFC 6901); `in` says where the value came from. */
  readonly issues?: ReadonlyArray<{ readonly pointer: string; readonly message: string; readonly in?: string }>;
  /** Typed details of a declared error. */
  readonly data?: Json;
  /** The trace id, by which the log is found. */
  readonly trace?: string;
}

/** The media type of problem documents. */
export const problemType = 'application/problem+json';

/** Whether an error's own words may leave the app. */
function tellable(error: unknown): error is IsthmusError {
  return error instanceof IsthmusError && error.category !== 'internal' && error.category !== 'misconfigured';
}

/** Whether an error is our fault, so that it belongs into the log. */
export function isOurFault(error: unknown): boolean {
  return statusOf(error) === 500;
}

/** Anything thrown, whole, for the log. */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by: ${faultText(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** The problem document of anything thrown. Faults of ours say nothing of their inside. */
export function problemOf(error: unknown, traceparent?: string): Problem {
  const told = tellable(error) ? error : httpErrors.SERVER_FAULT('The request failed on our side.');
  const declared = told.details[declaredErrorDetail] === true;
  const { issues, data } = told.details;
  return {
    type: declared ? `urn:isthmus:error:${String(told.details['operation'])}:${told.code}` : `urn:isthmus:error:${told.code}`,
    title: declared ? told.why : titleOf(told.code),
    status: statusOf(told),
    detail: told.what,
    code: told.code,
    ...(declared ? {} : { fix: told.fix }),
    ...(issues === undefined ? {} : { issues: issues as NonNullable<Problem['issues']> }),
    ...(declared && data !== undefined ? { data: data as Json } : {}),
    ...(traceparent === undefined ? {} : { trace: traceparent.slice(3, 35) }),
  };
}

/** `BODY_TOO_LARGE` as a title: "Body too large". */
export function titleOf(code: string): string {
  const words = code.toLowerCase().replaceAll(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What an answer adds by its code, so that the client can do better. */
const hints: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  // RFC 9110, sections 12.5.3 and 15.5.16
  ['CONTENT_ENCODING_UNSUPPORTED', { 'accept-encoding': 'gzip, br, zstd, deflate' }],
  ['MEDIA_TYPE_UNSUPPORTED', { accept: 'application/json' }],
]);

/** The response to anything thrown. */
export function problemResponse(error: unknown, traceparent?: string, headers?: Readonly<Record<string, string>>): HttpResponse & { readonly body: string } {
  const problem = problemOf(error, traceparent);
  const body = JSON.stringify(problem);
  const wait = error instanceof IsthmusError ? error.retryAfter : undefined;
  return {
    status: problem.status,
    headers: {
      'content-type': problemType,
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...(wait === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(wait / 1_000))) }),
      ...hints.get(problem.code),
      ...headers,
    },
    body,
  };
}

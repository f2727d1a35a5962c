import type { HttpResponse } from '../driver/endpoint.ts';
import { problemResponse, problemType, titleOf } from '../http/problem.ts';
import { statusOf } from '../http/status.ts';
import { IsthmusError } from '../kernel/error.ts';

/** A problem document that tells all of an error, since who has the token may know. */
export function adminProblem(error: unknown): HttpResponse {
  if (!(error instanceof IsthmusError)) return problemResponse(error);
  const { code, what, why, fix, details } = error;
  const status = statusOfAdmin(error);
  const issues = details['issues'] === undefined ? {} : { issues: details['issues'] };
  const body = JSON.stringify({ type: `urn:isthmus:error:${code}`, title: titleOf(code), status, detail: what, code, category: error.category, why, fix, ...issues });
  return { status, headers: { 'content-type': problemType, 'content-length': String(Buffer.byteLength(body)), 'cache-control': 'no-store', ...challenge(status) }, body };
}

/** What an engine refuses to do is no fault of the server. */
const statusOfAdmin = (error: IsthmusError): number => (error.category === 'misconfigured' ? 409 : statusOf(error));

const challenge = (status: number): Readonly<Record<string, string>> => (status === 401 ? { 'www-authenticate': 'Bearer' } : {});

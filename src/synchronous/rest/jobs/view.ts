import type { HttpRequest, HttpResponse } from '../../../driver/endpoint.ts';
import type { JobView } from '../../../driver/method.ts';
import { statusOfCategory } from '../../../http/status.ts';
import type { ErrorCategory } from '../../../kernel/error.ts';

const time = (milliseconds: number | undefined): string | undefined => (milliseconds === undefined ? undefined : new Date(milliseconds).toISOString());
const unfinished = (job: JobView): boolean => job.state === 'queued' || job.state === 'running';

/** A job as its caller sees it; with `retry-after` while it is not finished. */
export function jobResponse(request: HttpRequest, job: JobView, status = 200): HttpResponse {
  const body = JSON.stringify({
    id: job.id, operation: job.operation, state: job.state, progress: job.progress, note: job.note, attempts: job.attempts,
    submittedAt: time(job.submittedAt), startedAt: time(job.startedAt), finishedAt: time(job.finishedAt),
    location: `${request.base}/jobs/${encodeURIComponent(job.id)}`,
    ...(job.state === 'succeeded' ? { output: job.output ?? null } : {}),
    ...(job.error === undefined ? {} : { problem: problemOfJob(job) }),
  });
  return {
    status,
    headers: {
      'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), 'cache-control': 'no-store',
      ...(unfinished(job) ? { 'retry-after': String(Math.max(1, Math.ceil(job.retryAfter / 1_000))) } : {}),
    },
    body,
  };
}

/** Why a job failed, as the problem document that a call would have had (RFC 9457). Faults of ours keep their inside. */
function problemOfJob({ error, operation }: JobView): object | undefined {
  if (error === undefined) return undefined;
  const status = statusOfCategory(error.category as ErrorCategory) ?? 500;
  if (status === 500) return { type: 'urn:isthmus:error:SERVER_FAULT', title: 'Server fault', status, detail: 'The job failed on our side.', code: 'SERVER_FAULT' };
  // Codes of contracts are lower-case words; ours are upper-case.
  const type = /^[A-Z0-9_]+$/.test(error.code) ? `urn:isthmus:error:${error.code}` : `urn:isthmus:error:${operation}:${error.code}`;
  return { type, title: error.why, status, detail: error.what, code: error.code, fix: error.fix };
}

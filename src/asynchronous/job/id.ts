import { randomHex } from '../../kernel/trace.ts';

const latest = 36 ** 9;

/** The id of a job: the later it was submitted, the earlier it sorts, so that lists begin with the latest. */
export function jobId(now: number): string {
  return `${(latest - now).toString(36).padStart(9, '0')}${randomHex(8)}`;
}

import { engineErrors } from '../../kernel/engine-errors.ts';
import { IsthmusError } from '../../kernel/error.ts';
import { postgresErrors } from './errors.ts';

const codeOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '');
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Classes of PostgreSQL's codes (Appendix A): connection, resources, a server that goes down. */
const lost = /^(?:08|53|57P|E[A-Z]{3})/;
const refused = /^(?:28|3D|42501)/;
const ours: Readonly<Record<string, (what: string) => IsthmusError>> = {
  IS001: () => postgresErrors.POSTGRES_PROCESS_LOST('This process was given up by the others.'),
  IS002: () => engineErrors.SETTLED_LATE('A delivery or partition of this unit is not with this receiver any more.'),
  IS003: () => engineErrors.STATE_CONFLICT('A condition of a state operation of this unit does not hold.'),
  IS004: () => engineErrors.OFFSET_UNKNOWN('A position of this unit is past the end of its partition.'),
};

/** The connection is gone: whatever ran on it may have happened or not. */
export const isLost = (error: unknown): boolean => lost.test(codeOf(error)) || (codeOf(error) === '' && /connection|timeout expired|not queryable/i.test(textOf(error)));

/** A deadlock or a conflict of serialization: nothing happened, and again it may. */
export const isCollision = (error: unknown): boolean => ['40P01', '40001'].includes(codeOf(error));

/** A fault of `pg` or the server as an error of ours. */
export function faultOf(error: unknown): IsthmusError {
  if (error instanceof IsthmusError) return error;
  const code = codeOf(error);
  const known = ours[code];
  if (known !== undefined) return known(textOf(error));
  const details = code === '' ? {} : { code };
  if (refused.test(code)) return postgresErrors.POSTGRES_REFUSED({ what: `PostgreSQL refused: ${textOf(error)}.`, details, cause: error });
  if (isLost(error)) return postgresErrors.POSTGRES_UNREACHABLE({ what: `PostgreSQL can't be reached: ${textOf(error) || code}.`, details, cause: error });
  return postgresErrors.POSTGRES_FAILED({ what: `PostgreSQL failed: ${textOf(error)}.`, details, cause: error });
}

import { engineErrors } from '../../../kernel/engine-errors.ts';
import type { ErrorFactory, IsthmusError } from '../../../kernel/error.ts';
import { storeErrors } from '../errors.ts';
import { storeFailure } from '../store/failure.ts';
import type { Failure } from './protocol.ts';
import { Conflict } from './state.ts';

const factories: Readonly<Record<string, ErrorFactory>> = { ...storeErrors, ...engineErrors };

/** An error made ready to cross threads. */
export function failureOf(error: unknown, doing: string): Failure {
  if (error instanceof Conflict) return { code: 'STATE_CONFLICT', what: error.message, details: error.details };
  const { code, what, details } = storeFailure(error, doing);
  return { code, what, details };
}

/** The error on the other side. */
export function errorOf({ code, what, details }: Failure): IsthmusError {
  return (factories[code] ?? storeErrors.STORE_FAILED)({ what, details });
}

import type { ExecutionResult, GraphQLError } from 'graphql';

import type { Log } from '../../../kernel/handler.ts';
import { categoryOf, IsthmusError } from '../../../kernel/error.ts';
import { traceFields } from '../../../kernel/trace.ts';
import { faultText, isOurFault, problemOf } from '../../../http/problem.ts';

/** An error as clients are told of it; `extensions.code` and `extensions.category` are permanent. */
export interface ShownError {
  readonly message: string;
  readonly locations?: readonly unknown[];
  readonly path?: readonly unknown[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** What a result says, with errors of ours in the log whole and to the client without their inside. */
export function shownResult({ data, errors }: ExecutionResult, log: Log, traceparent: string): object {
  return { ...(errors === undefined ? {} : { errors: errors.map((error) => shownGraphqlError(error, log, traceparent)) }), ...(data === undefined ? {} : { data }) };
}

/** An error of the library: one of ours that a field threw, or a fault of the document. */
export function shownGraphqlError(error: GraphQLError, log: Log, traceparent: string): ShownError {
  const { locations, path, originalError } = error;
  const placed = { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
  // Where there is a path a field ran, and what failed there is no fault of the document.
  if (originalError === undefined && path === undefined) return { message: error.message, ...placed, extensions: { code: 'GRAPHQL_DOCUMENT_INVALID', category: 'invalid' } };
  return { ...shownError(originalError ?? error, log, traceparent), ...placed };
}

/** Anything thrown. */
export function shownError(error: unknown, log: Log, traceparent: string): ShownError {
  if (isOurFault(error)) log.error('A GraphQL field failed.', { error: faultText(error), ...traceFields(traceparent) });
  const { detail, code, fix, issues, data, trace } = problemOf(error, traceparent);
  const category = code === 'SERVER_FAULT' ? 'internal' : categoryOf(error);
  const retryAfter = error instanceof IsthmusError ? error.retryAfter : undefined;
  return { message: detail, extensions: JSON.parse(JSON.stringify({ code, category, fix, issues, data, trace, retryAfter })) as Readonly<Record<string, unknown>> };
}

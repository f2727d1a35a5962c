import type { Authenticate } from '../../driver/endpoint.ts';
import { optionsRefused } from '../../kernel/faults.ts';
import { readFields } from '../../kernel/options.ts';
import type { Fault } from '../../kernel/options.ts';
import type { Json } from '../../kernel/schema.ts';
import type { RestMethod } from './method.ts';
import { restFields } from './options.ts';
import type { RestGiven } from './options.ts';
import { restRunner } from './runner.ts';

/**
 * Carries an operation on HTTP with JSON: a route, its parameters, status, pages and cache; a streaming output as NDJSON or
 * server-sent events, a streaming input as NDJSON. Throws
 * `OPTION_INVALID` where an option is unknown or does not fit.
 */
export function rest(given: RestGiven & { readonly authenticate?: Authenticate }): RestMethod {
  const { authenticate, ...data } = given;
  const faults: Fault[] = [];
  const options = readFields(restFields, data, '', faults);
  if (authenticate !== undefined && typeof authenticate !== 'function') faults.push({ path: 'authenticate', message: 'must be a function' });
  if (authenticate === undefined && (data.security !== undefined || data.scopes !== undefined))
    faults.push({ path: 'authenticate', message: 'is required where security or scopes are given' });
  if (options === undefined || faults.length > 0) throw optionsRefused('rest()', faults);
  return {
    name: 'rest', carries: ['operation'], shapes: ['unary', 'input-stream', 'output-stream'], engine: 'none', asks: [], runner: restRunner,
    options: { ...options, authenticated: authenticate !== undefined } as Readonly<Record<string, Json>>,
    rest: options, authenticate,
  };
}

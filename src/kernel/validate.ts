import type { Contract } from './contract.ts';
import { kernelErrors } from './errors.ts';
import { partOf } from './json-schema.ts';
import type { ContractPart } from './json-schema.ts';
import { pointerOf } from './schema.ts';
import type { Schema, SchemaIssue, SchemaResult } from './schema.ts';

const shownIssues = 20;

/**
 * Checks a value and answers with the validator's output. Synchronous where the validator is. Throws
 * `DATA_INVALID` with a JSON Pointer (RFC 6901) for each place that does not fit. `what` names the value: "The input of …".
 */
export function validate(schema: Schema, value: unknown, what: string): unknown {
  const result = schema['~standard'].validate(value);
  return result instanceof Promise ? result.then((settled) => accept(settled, what)) : accept(result, what);
}

/** The same for a part of a contract, with the words for it. */
export function validatePart(contract: Contract, part: ContractPart, value: unknown): unknown {
  return validate(partOf(contract, part), value, `The ${part} of "${contract.name}"`);
}

function accept(result: SchemaResult<unknown>, what: string): unknown {
  if (result.issues === undefined) return result.value;
  throw invalid(result.issues, what);
}

function invalid(issues: readonly SchemaIssue[], what: string): Error {
  const listed = issues.slice(0, shownIssues).map((issue) => ({ pointer: pointerOf(issue), message: issue.message }));
  const first = listed[0];
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return kernelErrors.DATA_INVALID({
    what: `${what} does not fit: ${first === undefined ? 'no reason given' : `${first.pointer || 'the value'}: ${first.message}`}${more}.`,
    details: { issues: listed },
  });
}

import { httpErrors } from '../errors.ts';

/** A request target taken apart. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

const absoluteForm = /^https?:\/\/[^/?#]+/i;

/**
 * Splits a request target (RFC 9112, section 3.2) in origin form, absolute form, or `*` (which only OPTIONS has). Throws
 * `REQUEST_MALFORMED` for any other and for characters that belong percent-encoded.
 */
export function splitTarget(target: string): Target {
  if (target.charCodeAt(0) !== 0x2f) return splitOther(target);
  let question = -1;
  for (let at = 0; at < target.length; at += 1) {
    const code = target.charCodeAt(at);
    if (code <= 0x20 || code >= 0x7f || code === 0x23) throw httpErrors.REQUEST_MALFORMED('The address holds a character that must be percent-encoded.');
    if (code === 0x3f && question < 0) question = at;
  }
  return question < 0 ? { path: target, query: '' } : { path: target.slice(0, question), query: target.slice(question + 1) };
}

function splitOther(target: string): Target {
  if (target === '*') return { path: '*', query: '' };
  const scheme = absoluteForm.exec(target)?.[0];
  if (scheme === undefined) throw httpErrors.REQUEST_MALFORMED('The address does not start with "/".');
  const rest = target.slice(scheme.length);
  return splitTarget(rest.startsWith('/') ? rest : `/${rest}`);
}

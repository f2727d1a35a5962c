import { httpErrors } from '../../../http/errors.ts';

/** Percent-decoded text of a path. Throws `REQUEST_MALFORMED` where it is not UTF-8 or holds NUL. */
export function decodePart(part: string): string {
  return part.includes('%') ? decoded(part) : part;
}

/** Percent-decoded text of a query, where `+` is a space. Throws as `decodePart` does. */
export function decodeQuery(part: string): string {
  const spaced = part.includes('+') ? part.replaceAll('+', ' ') : part;
  return spaced.includes('%') ? decoded(spaced) : spaced;
}

function decoded(part: string): string {
  let text: string;
  try {
    text = decodeURIComponent(part);
  } catch (error) {
    throw httpErrors.REQUEST_MALFORMED({ what: `"${part.slice(0, 60)}" is not percent-encoded UTF-8.`, cause: error });
  }
  if (text.includes('\0')) throw httpErrors.REQUEST_MALFORMED('The address holds NUL.');
  return text;
}

import { kernelErrors } from './errors.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads JSON (RFC 8259) from bytes from outside. Throws `JSON_MALFORMED` or `DATA_TOO_DEEP`. */
export function parseJson(bytes: Uint8Array, maximumDepth = 64): unknown {
  return parseJsonText(decodeText(bytes), maximumDepth);
}

/** The same from text. */
export function parseJsonText(text: string, maximumDepth = 64): unknown {
  requireDepth(text, maximumDepth);
  try {
    return text.includes('__proto__') || text.includes('\\u') ? JSON.parse(text, refuseReserved) : JSON.parse(text);
  } catch (error) {
    throw kernelErrors.JSON_MALFORMED({ what: `The body is not JSON: ${error instanceof Error ? error.message.slice(0, 160) : 'it can\'t be read'}.`, cause: error });
  }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw kernelErrors.JSON_MALFORMED({ what: 'The body is not UTF-8.', cause: error });
  }
}

function refuseReserved(this: unknown, name: string, value: unknown): unknown {
  if (name === '__proto__') throw new SyntaxError('the name "__proto__" is reserved');
  return value;
}

/** Counts brackets before anything is built, so that a deep document costs nothing. */
function requireDepth(text: string, maximumDepth: number): void {
  if (hasFewBrackets(text, maximumDepth)) return;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maximumDepth) throw kernelErrors.DATA_TOO_DEEP({ what: `The JSON is nested deeper than ${maximumDepth} levels.`, details: { maximumDepth } });
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
}

/** A document is no deeper than it has opening brackets; looking for those is much faster than reading each character. */
function hasFewBrackets(text: string, most: number): boolean {
  let found = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      found += 1;
      if (found > most) return false;
    }
  }
  return true;
}

/** JSON as bytes. `undefined` is an empty body. */
export function jsonBytes(value: unknown): Buffer {
  return value === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(value));
}

/** Reads JSON that we wrote ourselves; an empty body is `undefined`. */
export function readJsonBytes(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
}

/** JSON with sorted names, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : each);
}

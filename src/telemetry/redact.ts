type Fields = Readonly<Record<string, unknown>>;

/** What ends so, without case, hyphens and underscores, is a secret: `x-api-key`, `accessToken`, `client_secret`. */
const secrets = ['authorization', 'cookie', 'cookies', 'token', 'password', 'passwd', 'passphrase', 'secret', 'apikey', 'privatekey', 'credential', 'credentials', 'signature'];
const hidden = '[redacted]';
/** Deeper than this nothing is shown. */
const deepest = 6;

/** Whether a field of this name is never written. */
export function isSecret(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  return secrets.some((secret) => plain.endsWith(secret));
}

/** The fields without secrets; the same object where there are none. */
export function redacted(fields: Fields): Fields {
  return copied(fields, 0) as Fields;
}

function copied(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Uint8Array || value instanceof Date) return value;
  if (depth >= deepest) return '[deeper]';
  return Array.isArray(value) ? copiedList(value, depth) : copiedFields(value as Fields, depth);
}

function copiedList(list: readonly unknown[], depth: number): readonly unknown[] {
  const copies = list.map((each) => copied(each, depth + 1));
  return copies.every((each, index) => each === list[index]) ? list : copies;
}

function copiedFields(fields: Fields, depth: number): Fields {
  const names = Object.keys(fields);
  const copies = names.map((name) => (isSecret(name) && fields[name] !== undefined ? hidden : copied(fields[name], depth + 1)));
  return copies.every((each, index) => each === fields[names[index] ?? '']) ? fields : Object.fromEntries(names.map((name, index) => [name, copies[index]]));
}

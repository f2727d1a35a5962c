/** Headers that let somebody in by themselves. */
const secret: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key', 'x-auth-token', 'x-gitlab-token']);

/** Headers as they are kept: without what is secret. Signatures stay; they prove something about these bytes only. */
export function redacted(headers: Readonly<Record<string, string | undefined>>, more: readonly string[]): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) kept[name] = secret.has(name) || more.includes(name) ? '(redacted)' : value;
  }
  return kept;
}

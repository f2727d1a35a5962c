/** The candidate that is at most two letters away, for "did you mean". */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const scored = candidates.map((each) => [each, distance(name.toLowerCase(), each.toLowerCase())] as const);
  return scored.filter(([, far]) => far <= 2).sort((a, b) => a[1] - b[1])[0]?.[0];
}

function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2 || a.length > 64) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 3;
}

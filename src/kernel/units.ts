/** A span of time: milliseconds, or a number with its unit (`'250ms'`, `'5s'`, `'15m'`, `'24h'`, `'7d'`). */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** A size: bytes, or a number with its unit (`'64KiB'`, `'1MiB'`, `'10MB'`). */
export type Size = number | `${number}${'B' | 'KB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB'}`;

const durations: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const sizes: Readonly<Record<string, number>> = {
  B: 1, KB: 1_000, MB: 1_000_000, GB: 1_000_000_000, KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824,
};

function parseWithUnit(value: unknown, units: Readonly<Record<string, number>>): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(value);
  const factor = match?.[2] === undefined || !Object.hasOwn(units, match[2]) ? undefined : units[match[2]];
  return factor === undefined ? undefined : Number(match?.[1]) * factor;
}

/** Milliseconds of a duration; `undefined` where the value is none. */
export function parseDuration(value: unknown): number | undefined {
  return parseWithUnit(value, durations);
}

/** Bytes of a size; `undefined` where the value is none. */
export function parseSize(value: unknown): number | undefined {
  const bytes = parseWithUnit(value, sizes);
  return bytes === undefined ? undefined : Math.floor(bytes);
}

/** Milliseconds of a duration that the type checker has seen already. */
export function milliseconds(value: Duration): number {
  return parseDuration(value) ?? Number.NaN;
}

function withUnit(value: number, units: Readonly<Record<string, number>>): string {
  const fitting = Object.entries(units).filter(([, factor]) => value >= factor).sort((a, b) => b[1] - a[1]);
  const [unit, factor] = fitting.find(([, each]) => value % each === 0) ?? fitting[0] ?? [Object.keys(units)[0] ?? '', 1];
  return `${Math.round((value / factor) * 100) / 100}${unit}`;
}

/** A duration as a person would write it: `300000` is `5m`. */
export function formatDuration(ms: number): string {
  return withUnit(ms, durations);
}

/** A size as a person would write it, in binary units: `1048576` is `1MiB`. */
export function formatSize(bytes: number): string {
  const { KB: _kilo, MB: _mega, GB: _giga, ...binary } = sizes;
  return withUnit(bytes, binary as Record<string, number>);
}

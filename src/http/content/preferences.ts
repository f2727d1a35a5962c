/** One entry of a header that states preferences (RFC 9110, section 12.4.2), without its parameters. */
interface Preference {
  /** Lower case. */
  readonly value: string;
  /** 0 (never) to 1. */
  readonly quality: number;
}

const qualityPattern = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** What a header such as `accept: text/html, *\/*;q=0.1` prefers. An entry whose quality can't be read counts as never. */
export function preferencesOf(header: string): readonly Preference[] {
  return header.split(',').flatMap((entry) => {
    const [value = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    return value === '' ? [] : [{ value, quality: qualityOf(parameters) }];
  });
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((each) => each.startsWith('q='))?.slice(2);
  if (given === undefined) return 1;
  return qualityPattern.test(given) ? Number(given) : 0;
}

/** How closely a range of `accept` names a media type: 3 exactly, 2 `type/*`, 1 `*\/*`, 0 not at all. */
function closeness(range: string, type: string): number {
  if (range === type) return 3;
  if (range === '*/*') return 1;
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1)) ? 2 : 0;
}

/**
 * The offered media type that `accept` likes best (RFC 9110, section 12.5.1): of equal quality the one named more closely, then
 * the one offered first; `undefined` where it accepts none. Without the header everything is accepted.
 */
export function preferredType(header: string | undefined, offers: readonly string[]): string | undefined {
  if (header === undefined || header === '*/*') return offers[0];
  const ranges = preferencesOf(header);
  let best: { readonly type: string; readonly quality: number; readonly close: number } | undefined;
  for (const type of offers) {
    const { quality, close } = ratingOf(type, ranges);
    if (quality > 0 && (best === undefined || quality > best.quality || (quality === best.quality && close > best.close))) best = { type, quality, close };
  }
  return best?.type;
}

/** The range that names a type most closely decides about it. */
function ratingOf(type: string, ranges: readonly Preference[]): { readonly quality: number; readonly close: number } {
  let [quality, close] = [0, 0];
  for (const range of ranges) {
    const distance = closeness(range.value, type);
    if (distance > close) [quality, close] = [range.quality, distance];
  }
  return { quality, close };
}

/** The offered content encoding that `accept-encoding` likes best (RFC 9110, section 12.5.3); `undefined`: leave it as it is. */
export function preferredEncoding<E extends string>(header: string, offers: readonly E[]): E | undefined {
  const given = new Map(preferencesOf(header).map(({ value, quality }) => [value, quality]));
  const any = given.get('*') ?? 0;
  let [best, quality]: [E | undefined, number] = [undefined, 0];
  for (const offer of offers) {
    const liked = given.get(offer) ?? any;
    if (liked > quality) [best, quality] = [offer, liked];
  }
  return (given.get('identity') ?? 0) > quality ? undefined : best;
}

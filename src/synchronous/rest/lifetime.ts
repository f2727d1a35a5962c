import type { RestOptions } from './options.ts';

type Dates = Pick<RestOptions, 'deprecated' | 'sunset' | 'deprecationLink'>;

/** The headers `deprecation` (RFC 9745), `sunset` (RFC 8594) and the link to what to use instead; `undefined` where the route stays. */
export function lifetimeHeaders({ deprecated, sunset, deprecationLink }: Dates): Readonly<Record<string, string>> | undefined {
  if (deprecated === undefined && sunset === undefined) return undefined;
  return {
    ...(deprecated === undefined ? {} : { deprecation: `@${Math.floor(Date.parse(deprecated) / 1_000)}` }),
    ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() }),
    ...(deprecationLink === undefined ? {} : { link: `<${deprecationLink}>; rel="${deprecated === undefined ? 'sunset' : 'deprecation'}"; type="text/html"` }),
  };
}

/** Node turns the 31st of February into the 3rd of March. */
function isDate(date: string): boolean {
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date.replace('Z', ''));
}

/** What of the dates does not fit. */
export function* lifetimeFaults({ deprecated, sunset, deprecationLink }: Dates): Generator<readonly [option: keyof Dates, message: string]> {
  for (const [name, date] of Object.entries({ deprecated, sunset })) if (date !== undefined && !isDate(date)) yield [name as keyof Dates, `${date} is no date of the calendar`];
  if (deprecationLink !== undefined && deprecated === undefined && sunset === undefined) yield ['deprecationLink', 'says what to use instead of a route that stays; give deprecated or sunset'];
  if (deprecated !== undefined && sunset !== undefined && Date.parse(sunset) < Date.parse(deprecated)) yield ['sunset', 'must not be before deprecated (RFC 9745, section 4)'];
}

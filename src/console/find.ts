import type { ErrorFactory } from '../kernel/error.ts';
import { nearest } from '../kernel/nearest.ts';
import type { Administered } from './source.ts';

/** Finds a queue or stream by its name, by a link, or by the contract where only one carries it. */
export function find<A>(all: ReadonlyArray<Administered<A>>, name: string, what: string, unknown: ErrorFactory): Administered<A> {
  const exact = all.find((each) => each.name === name) ?? all.find(({ links }) => links.includes(name));
  if (exact !== undefined) return exact;
  const [only, ...others] = all.filter(({ contract }) => contract === name);
  if (only !== undefined && others.length === 0) return only;
  const fix = only === undefined ? listed(all, name, what) : `Name one of those that carry it: ${[only, ...others].map((each) => each.name).join(', ')}.`;
  throw unknown({ what: only === undefined ? `The app has no ${what} ${JSON.stringify(name.slice(0, 100))}.` : `Several ${what}s carry "${name}".`, why: `A ${what} is known by its own name, by its link's, or by its contract's where that travels on one only.`, fix });
}

function listed<A>(all: ReadonlyArray<Administered<A>>, name: string, what: string): string {
  if (all.length === 0) return `This app has no ${what}s at all.`;
  const near = nearest(name, all.map((each) => each.name));
  if (near !== undefined) return `Did you mean "${near}"?`;
  const shown = all.slice(0, 8).map((each) => each.name).join(', ');
  return `It has ${shown}${all.length > 8 ? ` and ${all.length - 8} more` : ''}.`;
}

import { findPackageJSON } from 'node:module';
import { readFileSync } from 'node:fs';
import type { QueueAdministration, StreamAdministration } from '../driver/administration.ts';
import type { PlannedLink, RunningMethod } from '../driver/method.ts';
import type { AdminGiven, AdminOptions } from '../console/options.ts';
import { adminFields } from '../console/options.ts';
import type { Administered } from '../console/source.ts';
import { kernelErrors } from '../kernel/errors.ts';
import type { Fault } from '../kernel/options.ts';
import { readFields } from '../kernel/options.ts';

/** Whether the admin API is opened, as the declaration says; `unsaid` leaves it to the environment. */
export type AdminChoice = AdminOptions | 'closed' | 'unsaid';

/** Reads the option `admin`. */
export function readAdmin(given: boolean | AdminGiven | undefined, faults: Fault[]): AdminChoice {
  if (given === undefined) return 'unsaid';
  if (given === false) return 'closed';
  return readFields(adminFields, given === true ? {} : given, 'admin', faults) ?? 'closed';
}

/** What holds at the start: `ISTHMUS_ADMIN=1` opens what was not said, `0` closes in any case. Throws `OPTION_INVALID`. */
export function adminAtStart(choice: AdminChoice, asked: string | undefined): AdminOptions | undefined {
  if (asked !== undefined && asked !== '' && asked !== '0' && asked !== '1') throw kernelErrors.OPTION_INVALID(`ISTHMUS_ADMIN is ${JSON.stringify(asked.slice(0, 40))}; it opens the admin API with 1 and closes it with 0.`);
  if (asked === '0' || choice === 'closed') return undefined;
  if (choice !== 'unsaid') return choice;
  return asked === '1' ? readFields(adminFields, {}, 'admin', []) : undefined;
}

type Methods = ReadonlyMap<string, RunningMethod>;

/** The queues of an app, each once, those of jobs too. */
export function administeredQueues(links: readonly PlannedLink[], methods: Methods): ReadonlyArray<Administered<QueueAdministration>> {
  return administered(links, methods, (method, link) => method.queue?.(link));
}

/** The streams of an app, each once. */
export function administeredStreams(links: readonly PlannedLink[], methods: Methods): ReadonlyArray<Administered<StreamAdministration>> {
  return administered(links, methods, (method, link) => method.stream?.(link));
}

function administered<A extends { readonly name: string }>(links: readonly PlannedLink[], methods: Methods, of: (method: RunningMethod, link: PlannedLink) => A | undefined): ReadonlyArray<Administered<A>> {
  const found = new Map<string, Administered<A> & { readonly links: string[] }>();
  for (const link of links) {
    const method = methods.get(link.method.runner.name);
    const administration = method === undefined ? undefined : of(method, link);
    if (administration === undefined) continue;
    const { name } = administration;
    const before = found.get(name);
    if (before !== undefined) before.links.push(link.name);
    else found.set(name, { name, method: link.method.name, links: [link.name], contract: link.contract.name, administration });
  }
  return Array.from(found.values());
}

/** The version of this package. */
export function packageVersion(): string {
  const file = findPackageJSON(import.meta.url);
  const { version } = (file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'))) as { readonly version?: string };
  return version ?? 'unknown';
}

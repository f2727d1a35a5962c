import { formatSize } from '../kernel/units.ts';
import type { Case, Choice } from './rule.ts';

const synchronous: ReadonlySet<string> = new Set(['rest', 'graphql', 'grpc']);
const logs: ReadonlySet<string> = new Set(['stream', 'publish-subscribe']);

/** The answer travels as a job: 202 and an address. */
export const isJob = ({ link }: Case): boolean => link.method === 'job' || (link.method === 'rest' && link.options['respond'] === 'job');
/** The sender waits on the line. */
export const isSynchronous = (one: Case): boolean => synchronous.has(one.link.method) && !isJob(one);
export const isQueue = ({ link }: Case): boolean => link.method === 'queue';
export const isStream = ({ link }: Case): boolean => logs.has(link.method);
export const isMessaging = (one: Case): boolean => isQueue(one) || isStream(one);

/** One service of this app calls another. */
export const internal = (one: Case): boolean => isSynchronous(one) && one.from?.kind === 'service' && one.to.every(({ kind }) => kind === 'service');

/** A partner calls us and makes something happen; how it is received is what the rules of webhooks look at. */
const isWebhook = ({ link, facts, contract }: Case): boolean => link.method === 'rest' && facts.startedBy === 'third-party' && contract?.effect === 'write';

/** The ways that a link's method amounts to; publish-subscribe is a stream with a group per reader. */
export function choicesOf(one: Case): readonly Choice[] {
  if (isJob(one)) return ['job'];
  if (isWebhook(one)) return ['webhook'];
  if (isStream(one)) return ['stream', 'publish-subscribe'];
  return [one.link.method as Choice];
}

/** A number among a method's options. */
export function numberOption({ link }: Case, name: string): number | undefined {
  const value = link.options[name];
  return typeof value === 'number' ? value : undefined;
}

/** What a provider of the link's engine allows. */
export const brokerLimit = ({ engine, limits }: Case) => (engine === undefined ? undefined : limits[engine.kind]);

/** How long a backlog takes to clear, milliseconds; `Infinity` where it grows. */
export function drainTime({ facts: { backlog, rate, capacity } }: Case): number | undefined {
  if (rate === undefined || capacity === undefined || rate === 0) return undefined;
  if (rate >= capacity) return Infinity;
  return backlog === undefined ? undefined : (backlog / (capacity - rate)) * 1_000;
}

/** A share as a person writes it. */
export const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`;

const units = [['GB', 1e9], ['MB', 1e6], ['KB', 1e3]] as const;

/** A computed time as a person says it: rounded. */
export function timeText(milliseconds: number): string {
  const [unit, factor] = spans.find(([, least]) => milliseconds >= least) ?? ['ms', 1];
  return `${Math.round((milliseconds / factor) * 10) / 10}${unit}`;
}
const spans = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1_000]] as const;

/** A size as a person says it: binary units where they are exact, else rounded decimal ones. */
export function sizeText(bytes: number): string {
  const exact = formatSize(bytes);
  const [unit, factor] = units.find(([, least]) => bytes >= least) ?? ['B', 1];
  return exact.endsWith('iB') && Number.parseFloat(exact) < 1_024 ? exact : `${Math.round((bytes / factor) * 10) / 10}${unit}`;
}

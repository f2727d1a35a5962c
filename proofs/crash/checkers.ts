import type { Entry, History } from './history.ts';
import { only } from './history.ts';

/** Looks at a history for breaches of one invariant of the design; answers with a sentence for each. */
export type Checker = (history: History, settings: CheckSettings) => readonly string[];

export interface CheckSettings {
  /** Attempts that the queue's policy allows. */
  readonly attempts: number;
  /** How often dead letters were sent again. */
  readonly redrives: number;
}

/** 1. What was acknowledged was handled or is among the dead letters. */
const nothingLost: Checker = (history) => {
  const ended = new Set<string>(only(history, 'handled', 'dead').map(({ order }) => order));
  return only(history, 'acknowledged').filter(({ order }) => !ended.has(order)).map(({ order }) => `${order} was acknowledged and is gone`);
};

/** 2. One consumer at a time, and attempts within the policy: one more for a first crash, which nobody could have recorded. */
const oneAtATime: Checker = (history, { attempts, redrives }) => {
  const faults: string[] = [];
  const running = new Set<string>();
  const starts = new Map<string, number>();
  for (const entry of history) {
    if (entry.kind === 'killed') running.clear();
    if (entry.kind === 'handled' || entry.kind === 'failed') running.delete(entry.order);
    if (entry.kind !== 'handling') continue;
    if (running.has(entry.order)) faults.push(`${entry.order} was handled by two at a time`);
    running.add(entry.order);
    starts.set(entry.order, (starts.get(entry.order) ?? 0) + 1);
  }
  const most = (attempts + 1) * (redrives + 1);
  for (const [order, count] of starts) if (count > most) faults.push(`${order} was tried ${count} times; ${most} is the most`);
  return faults;
};

/** 3. Of one key, an order begins only when every earlier one has ended, through failure, redrive and restart. */
const orderPerKey: Checker = (history) => {
  const faults: string[] = [];
  const latest = new Map<string, number>();
  const ended = new Set<string>();
  for (const entry of history) {
    if (entry.kind === 'handled') ended.add(entry.order);
    if (entry.kind !== 'handling') continue;
    const before = latest.get(entry.key) ?? -1;
    if (entry.n < before && !ended.has(entry.order)) faults.push(`${entry.order} began after ${entry.key}/${before} of the same key`);
    if (entry.n > before && before >= 0 && !ended.has(`${entry.key}/${before}`)) faults.push(`${entry.order} began before ${entry.key}/${before} of the same key had ended`);
    latest.set(entry.key, Math.max(before, entry.n));
  }
  return faults;
};

/** 4. What a handler emits happens once, and only with its success: one record at one offset, one message with one id. */
const effectsOnce: Checker = (history) => {
  const faults: string[] = [];
  const places = group(only(history, 'read'), ({ order }) => order, ({ partition, offset }) => `${partition}:${offset}`);
  const messages = group(only(history, 'arrived'), ({ order }) => order, ({ id }) => id);
  const handled = new Set<string>(only(history, 'handled').map(({ order }) => order));
  for (const order of handled) {
    if (places.get(order)?.size !== 1) faults.push(`${order} was handled and has ${places.get(order)?.size ?? 0} records in the stream`);
    if (messages.get(order)?.size !== 1) faults.push(`${order} was handled and has ${messages.get(order)?.size ?? 0} messages in the second queue`);
  }
  for (const order of [...places.keys(), ...messages.keys()] as readonly string[]) if (!handled.has(order)) faults.push(`${order} has an effect and was never handled`);
  return faults;
};

/** 5. The same idempotency key gives the same answer, and its effect happens once. */
const sameAnswer: Checker = (history) => {
  const answers = group(only(history, 'answer'), ({ key }) => key, ({ body }) => body);
  const effects = group(only(history, 'effect'), ({ key }) => key, ({ id }) => id);
  const faults: string[] = [];
  for (const [key, bodies] of answers) {
    if (bodies.size > 1) faults.push(`${key} was answered in ${bodies.size} ways`);
    if (effects.get(key)?.size !== 1) faults.push(`${key} was answered and had its effect ${effects.get(key)?.size ?? 0} times`);
  }
  return faults;
};

/**
 * 6. Every group reads every record, and the records of a key in order. Between keys there is no order: a key that waits for a retry holds
 * back no other. A record that all groups skip has no place in the history; checker 4 misses it.
 */
const everyRecord: Checker = (history) => {
  const faults: string[] = [];
  const reads = only(history, 'read');
  const place = ({ partition, offset }: { readonly partition: number; readonly offset: number }) => `partition ${partition}, offset ${offset}`;
  const all = new Set<string>(reads.map(place));
  for (const [name, places] of group(reads, (entry) => entry.group, place)) {
    for (const each of all) if (!places.has(each)) faults.push(`${name} never read ${each}`);
  }
  const latest = new Map<string, number>();
  const known = new Set<string>();
  for (const entry of reads) {
    const line = `${entry.group}, ${entry.order.slice(0, entry.order.indexOf('/'))}`;
    const first = !known.has(`${line} ${place(entry)}`);
    if (first && entry.offset < (latest.get(line) ?? -1)) faults.push(`${line}: ${place(entry)} came first after offset ${latest.get(line)} of the same key`);
    known.add(`${line} ${place(entry)}`);
    latest.set(line, Math.max(latest.get(line) ?? -1, entry.offset));
  }
  return faults;
};

function group<E, V>(entries: readonly E[], key: (entry: E) => string, value: (entry: E) => V): Map<string, Set<V>> {
  const groups = new Map<string, Set<V>>();
  for (const entry of entries) {
    const set = groups.get(key(entry)) ?? new Set<V>();
    groups.set(key(entry), set.add(value(entry)));
  }
  return groups;
}

/** The checkers by the number of the invariant in the design. */
export const checkers: Readonly<Record<string, Checker>> = {
  '1 nothing acknowledged is lost': nothingLost,
  '2 one consumer at a time, bounded attempts': oneAtATime,
  '3 order per key': orderPerKey,
  '4 effects happen once, with the success': effectsOnce,
  '5 same key, same answer': sameAnswer,
  '6 every group reads every record, in order per key': everyRecord,
};

/** How much a history holds, so that a proof of nothing is seen. */
export function extent(history: History): Readonly<Record<Entry['kind'], number>> {
  const counts = { started: 0, killed: 0, sending: 0, acknowledged: 0, handling: 0, handled: 0, failed: 0, arrived: 0, read: 0, answer: 0, effect: 0, dead: 0 };
  for (const { kind } of history) counts[kind] += 1;
  return counts;
}

import { readdirSync, readFileSync } from 'node:fs';
import { serviceProcess } from './services.ts';
import type { Service } from './services.ts';

/** Linux counts in hundredths of a second (`getconf CLK_TCK`). */
const microsecondsPerTick = 10_000;

interface ProcessTime {
  readonly parent: number;
  readonly ticks: number;
}

/** Processor time of a process, its descendants and those of them that ended, microseconds; NaN where it can't be known. */
export function treeTime(first: number | undefined): number {
  if (first === undefined || process.platform !== 'linux') return Number.NaN;
  const times = new Map<number, ProcessTime>();
  for (const name of readdirSync('/proc')) {
    const time = /^\d+$/.test(name) ? readTime(name) : undefined;
    if (time !== undefined) times.set(Number(name), time);
  }
  let ticks = 0;
  for (const [id, time] of times) if (descends(id, first, times)) ticks += time.ticks;
  return ticks * microsecondsPerTick;
}

/** proc(5): after the command's name come state, parent, … utime, stime and those of awaited children (fields 14 to 17). */
function readTime(name: string): ProcessTime | undefined {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
    return { parent: fields[1] ?? 0, ticks: fields.slice(11, 15).reduce((sum, each) => sum + each, 0) };
  } catch {
    return undefined;
  }
}

function descends(id: number, first: number, times: ReadonlyMap<number, ProcessTime>): boolean {
  for (let at: number | undefined = id; at !== undefined && at > 0; at = times.get(at)?.parent) if (at === first) return true;
  return false;
}

/** What a stretch of work cost. */
export interface Cost {
  readonly seconds: number;
  /** Microseconds of this process. */
  readonly client: number;
  /** Microseconds of the service's processes; 0 without one, NaN where unknown. */
  readonly server: number;
}

/** Starts to measure; the answer gives the cost since then. */
export function meter(service: Service | undefined): () => Cost {
  const server = service === undefined ? undefined : serviceProcess(service);
  const serverStart = service === undefined ? 0 : treeTime(server);
  const clientStart = process.cpuUsage();
  const start = performance.now();
  return () => {
    const seconds = (performance.now() - start) / 1_000;
    const { user, system } = process.cpuUsage(clientStart);
    return { seconds, client: user + system, server: service === undefined ? 0 : treeTime(server) - serverStart };
  };
}

/** A cost as figures: `KEY` (operations per second), `KEY.cpu` and `KEY.server` (microseconds per operation). */
export function rateFigures(key: string, operations: number, cost: Cost): Readonly<Record<string, number>> {
  return { [key]: operations / cost.seconds, [`${key}.cpu`]: cost.client / operations, [`${key}.server`]: cost.server / operations };
}

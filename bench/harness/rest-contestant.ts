import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { AddressInfo, Server } from 'node:net';
import { offer } from './contestant.ts';

/** Milliseconds between two samples of the event loop; a sample includes them. */
const resolution = 1;

/** Makes a process a server that is measured: `listen` gives its port; the others what it used. */
export function offerServer(listen: (directory: string) => Promise<number>): void {
  offer({ listen, cpu, memory: () => process.memoryUsage.rss(), loop });
}

/** Processor time so far, microseconds. */
export function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The event loop's delay over so many seconds, p99 in milliseconds. */
async function loop(seconds: number): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  delay.disable();
  return Math.max(0, delay.percentile(99) / 1e6 - resolution);
}

/** The port of a server that listens. */
export function portOf(server: Pick<Server, 'address'>): number {
  return (server.address() as AddressInfo).port;
}

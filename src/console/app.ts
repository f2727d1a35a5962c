import { prometheusType } from '../telemetry/prometheus.ts';
import { json, plain } from './exchange.ts';
import type { Route } from './router.ts';
import type { ConsoleSource } from './source.ts';

/** The routes of the app as a whole. */
export function appRoutes(source: ConsoleSource): readonly Route[] {
  const { name, version, startedAt, url, map } = source;
  return [
    { method: 'GET', path: '/app', run: async () => json({ name, pid: process.pid, version, node: process.versions.node, startedAt, url, health: await source.readiness() }) },
    { method: 'GET', path: '/map', run: () => json(map) },
    { method: 'GET', path: '/measurements', run: async () => json(await source.measurements()) },
    { method: 'GET', path: '/links', run: async () => json(await source.now()) },
    { method: 'GET', path: '/metrics', run: async () => plain(await source.metrics(), prometheusType) },
  ];
}

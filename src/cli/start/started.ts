import type { IntegrationMap, MapLink } from '../../kernel/map.ts';
import type { Json } from '../../kernel/schema.ts';

/** One link of a running app, as it is told at the start. */
export interface RunningLink {
  readonly method: string;
  readonly from: string;
  readonly to: readonly string[];
  /** REST: method and path; else the contract. */
  readonly what: string;
}

/** A running app, as it is told at the start. */
export interface Started {
  readonly name: string;
  readonly pid: number;
  /** Where synchronous methods listen. */
  readonly url: string | undefined;
  readonly links: readonly RunningLink[];
}

/** What the commands need of an app; by its shape, since the app's file may have loaded another copy of the package. */
export interface Startable {
  readonly name: string;
  readonly map: IntegrationMap;
  start(): Promise<unknown>;
  stop(): Promise<void>;
  url(): Promise<string | undefined>;
}

/** Starts an app and gives what can be told of it. Throws what `start` throws. */
export async function startAndDescribe(app: Startable): Promise<Started> {
  await app.start();
  return { name: app.name, pid: process.pid, url: await app.url(), links: app.map.links.map(runningLink) };
}

function runningLink({ method, from, to, contract, options }: MapLink): RunningLink {
  return { method, from, to, what: routeOf(options) ?? contract.replace(/@1$/, '') };
}

function routeOf({ method, path }: Readonly<Record<string, Json>>): string | undefined {
  return typeof method === 'string' && typeof path === 'string' ? `${method} ${path}` : undefined;
}

/** The admin API is opened for the commands that look at a running app, unless something else was said. */
export function openAdmin(wanted: boolean, environment: NodeJS.ProcessEnv): void {
  if (!wanted) environment['ISTHMUS_ADMIN'] = '0';
  else environment['ISTHMUS_ADMIN'] ??= '1';
}

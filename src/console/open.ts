import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { HttpEndpoint, HttpResponse } from '../driver/endpoint.ts';
import { failedResponse } from '../http/dispatch.ts';
import { NodeHost } from '../http/node/host.ts';
import { httpFields } from '../http/options.ts';
import type { HttpOptions } from '../http/options.ts';
import { IsthmusError } from '../kernel/error.ts';
import type { Log } from '../kernel/handler.ts';
import { readFields } from '../kernel/options.ts';
import { appRoutes } from './app.ts';
import { consoleErrors } from './errors.ts';
import { Guard, hostsOf, isLoopback } from './guard.ts';
import { jobRoutes } from './jobs.ts';
import type { AdminOptions } from './options.ts';
import { adminProblem } from './problem.ts';
import { queueRoutes } from './queues.ts';
import { routed } from './router.ts';
import type { ConsoleSource } from './source.ts';
import { streamRoutes } from './streams.ts';
import { webhookRoutes } from './webhooks.ts';
import { accessFile, processLives, readAccess, removeAccess, writeAccess } from './token-file.ts';

const connections = 100;

/** An admin API that listens. */
export interface OpenConsole {
  readonly url: string;
  /** The token file. */
  readonly file: string;
  /** Removes the token file and stops listening; at `signal` connections are cut. */
  close(signal: AbortSignal): Promise<void>;
}

/** Opens the admin API and writes its token file. Throws `ADMIN_EXPOSED`, `ADMIN_TAKEN`, `ADMIN_FILE_FAILED` or `LISTEN_FAILED`. */
export async function openConsole(source: ConsoleSource, options: AdminOptions, log: Log): Promise<OpenConsole> {
  const directory = options.directory ?? join('.isthmus', source.name);
  refuseExposed(options);
  await refuseTaken(directory);
  const token = randomBytes(32).toString('base64url');
  const guard = new Guard(token);
  const endpoint = routed([...appRoutes(source), ...queueRoutes(source), ...streamRoutes(source), ...jobRoutes(source), ...webhookRoutes(source)]);
  const host = new NodeHost(guarded(endpoint, guard, log), hostOptions(options), log);
  const { url } = await host.start();
  guard.allow(isLoopback(options.host) ? hostsOf(url) : undefined);
  const close = async (signal: AbortSignal): Promise<void> => {
    removeAccess(directory, token);
    await host.drain(signal);
  };
  try {
    writeAccess(directory, { app: source.name, url: reachable(url), token, pid: process.pid, startedAt: source.startedAt });
  } catch (error) {
    await close(AbortSignal.abort());
    throw error;
  }
  return { url: reachable(url), file: accessFile(directory), close };
}

/** "Every address" is none that a client could ask. */
const reachable = (url: string): string => url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');

function refuseExposed({ host, exposed }: AdminOptions): void {
  if (!exposed && !isLoopback(host)) throw consoleErrors.ADMIN_EXPOSED(`\`admin.host\` is ${JSON.stringify(host)}, which is no loopback address.`);
}

/** A file that a dead process left is written over; one that answers is not. */
async function refuseTaken(directory: string): Promise<void> {
  const access = readAccess(accessFile(directory));
  if (access === undefined || !processLives(access.pid) || !(await answers(access.url, access.token))) return;
  throw consoleErrors.ADMIN_TAKEN(`The app "${access.app}" with pid ${access.pid} has its token file at ${accessFile(directory)}.`);
}

async function answers(url: string, token: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/admin/1/app`, { headers: { authorization: `Bearer ${token}` }, redirect: 'error', signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function hostOptions({ port, host }: AdminOptions): HttpOptions {
  const values = readFields(httpFields, { port, host, connections, compression: false }, '', []);
  if (values === undefined) throw new Error('The options were checked.');
  return values;
}

/** Nothing is told to who has no token, not even which resources there are. */
function guarded(endpoint: HttpEndpoint, guard: Guard, log: Log): HttpEndpoint {
  return async (request): Promise<HttpResponse | undefined> => {
    try {
      guard.check(request);
      return await endpoint(request);
    } catch (error) {
      return error instanceof IsthmusError ? adminProblem(error) : failedResponse(error, request, log);
    }
  };
}

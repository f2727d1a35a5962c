import { connect } from 'node:net';
import { AdminApi } from '../running/admin-api.ts';
import { allTokenFiles } from '../running/find-running.ts';
import type { Found } from '../running/find-running.ts';
import { ok, warn } from './diagnosis.ts';
import type { Diagnosis } from './diagnosis.ts';

interface Told {
  readonly pid: number;
  readonly url?: string;
  readonly version: string;
  readonly health: { readonly ready: boolean; readonly checks: Readonly<Record<string, { readonly ready: boolean; readonly reason?: string }>> };
}

/** Apps that left a token file here, each asked whether it lives and is ready. */
export async function checkApps(directory: string): Promise<{ readonly diagnoses: readonly Diagnosis[]; readonly urls: readonly string[] }> {
  const checked = await Promise.all(allTokenFiles(directory).map(checkApp));
  return { diagnoses: checked.map(({ diagnosis }) => diagnosis), urls: checked.flatMap(({ url }) => url ?? []) };
}

async function checkApp({ file, access, lives }: Found): Promise<{ readonly diagnosis: Diagnosis; readonly url?: string }> {
  const name = `app ${access.app}`;
  if (!lives) return { diagnosis: warn(name, `Its process (pid ${access.pid}) ended without stopping`, `Look at the end of its log and start it again; the next start writes ${file} anew.`) };
  try {
    const { pid, url, version, health } = await new AdminApi(access, file).ask<Told>('/app', { patience: 3_000 });
    const at = url === undefined ? '' : `, ${url}`;
    const bad = Object.entries(health.checks).filter(([, { ready }]) => !ready).map(([part, { reason }]) => `${part}: ${reason ?? 'not ready'}`);
    const diagnosis = health.ready ? ok(name, `It runs (pid ${pid}${at}, Isthmus ${version}) and is ready`) : warn(name, `It runs (pid ${pid}${at}) and is not ready: ${bad.join('; ')}`, 'Look at its log.');
    return { diagnosis, ...(url === undefined ? {} : { url }) };
  } catch (error) {
    return { diagnosis: warn(name, error instanceof Error ? error.message.replace(/\.?(?: \[\w+\])?$/, '') : String(error), `Start it again, or remove ${file} where the app is gone.`) };
  }
}

/** Whether the port that apps listen on by default is free, or one of these apps has it. */
export async function checkPort(port: number, urls: readonly string[]): Promise<Diagnosis> {
  const name = `port ${port}`;
  if (urls.some((url) => new URL(url).port === String(port))) return ok(name, 'A running app listens there');
  if (!(await isTaken(port))) return ok(name, 'It is free');
  return warn(name, 'Another process listens there', 'Choose another port with integration({ http: { port } }), or stop that process.');
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const end = (taken: boolean) => (): void => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { root } from './machine.ts';

/** A server that a peer needs. */
export type Service = 'redis' | 'postgres' | 'rabbitmq' | 'nats';

const variables: Readonly<Record<Service, string>> = {
  redis: 'ISTHMUS_TEST_REDIS_URL',
  postgres: 'ISTHMUS_TEST_POSTGRES_URL',
  rabbitmq: 'ISTHMUS_TEST_RABBITMQ_URL',
  nats: 'ISTHMUS_TEST_NATS_URL',
};

/** Where a service answers: its variable, else what `scripts/services env` says. */
export function serviceUrl(service: Service): string {
  const given = process.env[variables[service]];
  if (given !== undefined) return given;
  const line = execFileSync(join(root, 'scripts/services'), ['env', service], { encoding: 'utf8' });
  return line.slice(line.indexOf('=') + 1).trim();
}

/** Puts the addresses of all services into the environment that contestants inherit. */
export function announceServices(): void {
  for (const service of Object.keys(variables) as Service[]) process.env[variables[service]] = serviceUrl(service);
}

/** Whether something accepts connections there. */
export function answers(service: Service): Promise<boolean> {
  const { hostname, port } = new URL(serviceUrl(service));
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 2_000 });
    const end = (there: boolean) => {
      socket.destroy();
      resolve(there);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false)).once('timeout', () => end(false));
  });
}

/** The first process of a service that `scripts/services` started; `undefined` for any other. */
export function serviceProcess(service: Service): number | undefined {
  const base = process.env['ISTHMUS_SERVICES_DIR'] ?? join(root, '.services');
  try {
    return Number(readFileSync(join(base, service, 'server.pid'), 'utf8').split(' ')[0]);
  } catch {
    return undefined;
  }
}

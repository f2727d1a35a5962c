import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, sourceCondition } from '../../tools/shell.ts';

/** The example, running as a person would start it. */
export interface Departures {
  readonly url: string;
  /** Standard output so far. */
  readonly printed: () => string;
  readonly child: ChildProcess;
  /** Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null>;
}

/** Starts the example with an environment and waits until it has said what to try. */
export async function startDepartures(environment: Readonly<Record<string, string>>): Promise<Departures> {
  const child = spawn(process.execPath, [sourceCondition, join(root, 'examples/departures/app.ts')], { env: { ...process.env, PORT: '0', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text));
  const printed = (): string => output;
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(`Departures ended with ${child.exitCode}:\n${output}${errors}`);
    return /Ctrl-C/.test(output);
  });
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
  const interrupt = async (): Promise<number | null> => {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    const [code] = (await ended) as [number | null];
    return code;
  };
  return { url, printed, child, interrupt };
}

/** Asks again until it is so; fails after a time no healthy machine needs. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 45_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`It never became so: ${isSo.toString()}`);
    await sleep(50);
  }
}

/** The requests of the `curl` lines of a text, in order. */
export function requestsIn(text: string): ReadonlyArray<() => Promise<Response>> {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n').map((line) => line.trim()).filter((line) => line.startsWith('curl '));
  return lines.map((line) => {
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(1);
    const after = (option: string): string[] => words.flatMap((word, index) => (words[index - 1] === option ? [word] : []));
    const url = words.find((word) => word.startsWith('http')) ?? '';
    const [body] = after('--json');
    const headers = after('-H').map((header) => header.split(/:\s*/, 2) as [string, string]);
    if (body === undefined) return () => fetch(url, { headers });
    return () => fetch(url, { method: 'POST', headers: [...headers, ['content-type', 'application/json']], body });
  });
}

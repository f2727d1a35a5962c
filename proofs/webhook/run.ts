/**
 * Kills a process that takes webhooks with -9 at random points, while senders retry as providers do: every delivery that was answered with success
 * has its effect, once. npm run proof:webhook [-- --short] [--rounds N] [--save] [--skip-broken]. First builds that are broken on purpose must be caught.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { saveResult } from '../result.ts';
import type { Told } from './app.ts';
import { faults } from './broken.ts';
import { Senders } from './senders.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean' }, rounds: { type: 'string' }, save: { type: 'boolean' }, 'skip-broken': { type: 'boolean' } } });
const rounds = Number(values.rounds ?? (values.short === true ? 15 : 200));
const senderCount = 48;
/** How long effects may take after the last delivery, milliseconds. */
const patience = 60_000;

interface Found {
  readonly kills: number;
  readonly accepted: number;
  readonly repeated: number;
  readonly retried: number;
  readonly lost: number;
  readonly twice: number;
}

/** One process under test, and what it told. */
async function start(directory: string, fault: string | undefined, effects: Map<string, Set<string>>): Promise<{ readonly child: ChildProcess; readonly url: string; readonly ended: Promise<void> }> {
  const child = spawn(process.execPath, ['--conditions=isthmus-source', join(import.meta.dirname, 'child.ts'), directory, ...(fault === undefined ? [] : [fault])], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  const lines = createInterface({ input: child.stdio[3] as Readable });
  const ended = new Promise<void>((resolve) => lines.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`The app ended before it was ready (${code ?? signal}).`)));
    lines.on('line', (line) => {
      const told = read(line);
      if (told?.kind === 'ready') resolve(told.url);
      if (told?.kind === 'effect') effects.set(told.delivery, (effects.get(told.delivery) ?? new Set()).add(told.place));
    });
  });
  return { child, url, ended };
}

/** The last line of a killed process may be cut. */
function read(line: string): Told | undefined {
  try {
    return JSON.parse(line) as Told;
  } catch {
    return undefined;
  }
}

async function record(kills: number, fault: string | undefined): Promise<Found> {
  const directory = mkdtempSync(join(tmpdir(), 'isthmus-webhook-proof-'));
  const effects = new Map<string, Set<string>>();
  const senders = new Senders(senderCount);
  try {
    for (let round = 0; round < kills; round += 1) {
      const { child, url, ended } = await start(directory, fault, effects);
      senders.url = url;
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 450));
      child.kill('SIGKILL');
      senders.url = undefined;
      await ended;
      if ((round + 1) % 20 === 0) console.log(`  ${round + 1} of ${kills} kills, ${senders.accepted.size} deliveries`);
    }
    const { child, url, ended } = await start(directory, fault, effects);
    senders.url = url;
    await senders.finish();
    const missing = (): string[] => Array.from(senders.accepted).filter((id) => !effects.has(id));
    for (const end = performance.now() + (fault === undefined ? patience : 3_000); missing().length > 0 && performance.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGTERM');
    await ended;
    return { kills, accepted: senders.accepted.size, repeated: senders.repeated, retried: senders.retried, lost: missing().length, twice: Array.from(effects.values()).filter(({ size }) => size > 1).length };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A kill misses the harmful moment now and then, so there are a few series. */
async function isCaught(fault: string, breach: 'lost' | 'twice'): Promise<boolean> {
  for (let series = 0; series < 4; series += 1) {
    const found = await record(4, fault);
    console.log(`${found[breach] > 0 ? 'caught' : 'not caught yet'}: a build that ${fault}: ${JSON.stringify(found)}`);
    if (found[breach] > 0) return true;
  }
  return false;
}

let good = true;
if (values['skip-broken'] !== true) for (const [fault, breach] of Object.entries(faults)) good = (await isCaught(fault, breach)) && good;
console.log(`The real build, ${rounds} kills:`);
const found = await record(rounds, undefined);
console.log(found);
good &&= found.lost === 0 && found.twice === 0 && found.accepted > rounds && found.retried > 0;
if (values.save === true) saveResult('webhook-crash', { ...found, checkersProved: values['skip-broken'] !== true });
console.log(good ? 'webhook crash proof: holds' : 'webhook crash proof: FAILED');
process.exit(good ? 0 : 1);

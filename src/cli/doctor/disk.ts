import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bytes } from '../running/format.ts';
import { fail, ok, warn } from './diagnosis.ts';
import type { Diagnosis } from './diagnosis.ts';

const little = 1024 ** 3;
const least = 100 * 1024 ** 2;
const slow = 20;
const tries = 15;

/** Whether a directory can be written to, how much room it has, and how long a durable write takes. */
export function checkDisk(directory: string): readonly Diagnosis[] {
  const place = existing(directory);
  try {
    return [checkRoom(place), checkSync(place)];
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return [fail('disk', `${place} can't be written to (${code})`, 'Let the user who runs the app own the directory, or name another one: embedded({ directory }).')];
  }
}

/** The directory, or the nearest above it that exists. */
function existing(directory: string): string {
  return existsSync(directory) ? directory : existing(dirname(directory));
}

function checkRoom(place: string): Diagnosis {
  const { bavail, bsize, blocks } = statfsSync(place);
  const free = bavail * bsize;
  const found = `${bytes(free)} free of ${bytes(blocks * bsize)} at ${place}`;
  if (free < least) return fail('disk space', found, 'Free some room now: the embedded engine refuses to send when the disk is full.');
  return free < little ? warn('disk space', found, 'Free some room, or shorten the retention of streams and dead letters.') : ok('disk space', found);
}

/** Durable commits wait for the disk; the middle of several tries is what a commit waits. */
function checkSync(place: string): Diagnosis {
  const file = join(place, `.isthmus-doctor-${process.pid}`);
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    const times = Array.from({ length: tries }, () => timed(descriptor)).toSorted((a, b) => a - b);
    const middle = times[Math.floor(tries / 2)] ?? 0;
    const found = `A durable write takes ${middle.toFixed(middle < 10 ? 1 : 0)} ms`;
    return middle < slow ? ok('disk sync', found) : warn('disk sync', found, 'Put the directory on a local disk (no network or virtual share), or give embedded() durability "relaxed" where a loss of power may lose the last moments.');
  } finally {
    closeSync(descriptor);
    rmSync(file, { force: true });
  }
}

function timed(descriptor: number): number {
  const start = performance.now();
  writeSync(descriptor, Buffer.alloc(4_096));
  fsyncSync(descriptor);
  return performance.now() - start;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '../command.ts';
import { cut } from '../output/text.ts';
import { clean } from '../output/style.ts';
import { path } from './admin-api.ts';
import type { AdminApi } from './admin-api.ts';
import { isOver, progressOf } from './jobs.ts';
import type { JobView } from './views.ts';

const pause = 500;
const erase = '\r\u001B[2K';

/** Follows a job on standard error until it has ended, or a person has seen enough; gives its last state. */
export async function watchJob(io: Io, api: AdminApi, id: string): Promise<JobView> {
  for (let last = ''; ; ) {
    const job = await api.ask<JobView>(`/jobs${path(id)}`);
    const line = clean(`${job.state} ${progressOf(job)}${job.note === undefined ? '' : `  ${job.note}`}`);
    if (!io.json && line !== last) io.stderr.write(io.terminal ? `${erase}${cut(line, io.width - 1)}` : `${line}\n`);
    last = line;
    if (isOver(job) || io.interrupted.aborted) {
      if (io.terminal && !io.json) io.stderr.write(erase);
      return job;
    }
    await sleep(pause, undefined, { signal: io.interrupted }).catch(() => undefined);
  }
}

import type { Io } from '../command.ts';
import { clean, paint } from '../output/style.ts';
import type { Style } from '../output/style.ts';
import { details, moment, oneLine, span } from './format.ts';
import type { JobView } from './views.ts';

const styles: Readonly<Record<JobView['state'], Style>> = { queued: 'faint', running: 'hint', succeeded: 'good', failed: 'bad', cancelled: 'doubtful' };

export const stateStyle = ({ state }: JobView): Style => styles[state];
export const progressOf = ({ progress, state }: JobView): string => (state === 'queued' ? '-' : `${Math.round(progress * 100)}%`);

/** Whether nothing more will happen to it. */
export const isOver = ({ state }: JobView): boolean => state === 'succeeded' || state === 'failed' || state === 'cancelled';

/** A job, whole. */
export function jobText(io: Io, job: JobView): string {
  const { id, operation, state, note, submittedAt, startedAt, finishedAt, attempts, error, output } = job;
  const at = (time: number | undefined): string | undefined => (time === undefined ? undefined : moment(time));
  const took = startedAt === undefined || finishedAt === undefined ? undefined : span(finishedAt - startedAt);
  const facts = details(io, [
    ['job', id], ['operation', operation], ['state', state], ['progress', progressOf(job)], ['note', note], ['attempts', attempts],
    ['submitted', at(submittedAt)], ['started', at(startedAt)], ['finished', at(finishedAt)], ['took', took],
    ['error', error === undefined ? undefined : `${error.what} [${error.code}]`], ['why', error?.why], ['do', error?.fix],
  ]);
  if (output === undefined) return facts;
  return `${facts}\n${paint(io, 'title', 'Output')}\n${clean(io.terminal ? JSON.stringify(output, undefined, 2) : oneLine(output))}\n`;
}

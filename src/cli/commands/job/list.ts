import { choice, text } from '../../../kernel/option-kinds.ts';
import { jobStates } from '../../../console/jobs.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { table } from '../../output/table.ts';
import { sayJson } from '../../output/text.ts';
import { findRunning } from '../../running/find-running.ts';
import { ago, moment } from '../../running/format.ts';
import { progressOf, stateStyle } from '../../running/jobs.ts';
import { appField, pageFields } from '../../running/options.ts';
import type { JobView, List } from '../../running/views.ts';

export default command({
  description: 'Jobs, the latest first: those that wait or run, and those whose result is still kept.',
  options: {
    ...appField, ...pageFields,
    operation: text({ description: 'Only jobs of this operation.' }),
    state: choice(jobStates, { description: 'Only jobs in this state.' }),
  },
  examples: [
    { line: 'isthmus job list', about: 'The latest 20 jobs.' },
    { line: 'isthmus job list --state running', about: 'What runs.' },
  ],
  async run({ app, limit, after, operation, state }, io) {
    const jobs = await (await findRunning(io, app)).ask<List<JobView>>('/jobs', { query: { limit, after, operation, state } });
    if (io.json) sayJson(io, jobs);
    else {
      if (jobs.items.length > 0) io.stdout.write(table<JobView>(io, [
        { title: 'JOB', value: ({ id }) => id, style: () => 'name' },
        { title: 'OPERATION', value: (job) => job.operation, shrinks: true },
        { title: 'STATE', value: (job) => job.state, style: stateStyle },
        { title: 'PROGRESS', value: progressOf, align: 'right' },
        { title: 'TRIES', value: ({ attempts }) => attempts, align: 'right' },
        { title: 'SUBMITTED', value: ({ submittedAt }) => (io.terminal ? ago(submittedAt) : moment(submittedAt)) },
      ], jobs.items));
      else io.stderr.write(jobs.next === undefined ? 'There are no such jobs.\n' : 'There are no such jobs among the latest.\n');
      if (jobs.next !== undefined) io.stderr.write(`\nMore: ${['isthmus job list', ...(operation === undefined ? [] : ['--operation', operation]), ...(state === undefined ? [] : ['--state', state])].join(' ')} --after ${jobs.next}\n`);
    }
    return exitCodes.fine;
  },
});

import { text } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { say, sayJson } from '../../output/text.ts';
import { path } from '../../running/admin-api.ts';
import { findRunning } from '../../running/find-running.ts';
import { appField } from '../../running/options.ts';
import type { JobView } from '../../running/views.ts';

export default command({
  description: 'Takes a job out of its queue, or aborts its handler\'s signal where it runs; then it ends once the handler does.',
  positionals: { job: required(text({ description: 'The id of the job.' })) },
  options: appField,
  examples: [{ line: 'isthmus job cancel 01K9ZQ6T', about: 'Nobody waits for it any more.' }],
  async run({ app, job: id }, io) {
    const job = await (await findRunning(io, app)).ask<JobView>(`/jobs${path(id)}/cancel`, { method: 'POST' });
    if (io.json) sayJson(io, job);
    else say(io, job.state === 'cancelled' ? `The job ${id} is cancelled` : `The job ${id} was told to stop; it is ${job.state} until its handler ends`);
    return exitCodes.fine;
  },
});

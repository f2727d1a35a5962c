import { flag, text } from '../../../kernel/option-kinds.ts';
import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { sayJson } from '../../output/text.ts';
import { path } from '../../running/admin-api.ts';
import { findRunning } from '../../running/find-running.ts';
import { isOver, jobText } from '../../running/jobs.ts';
import { appField } from '../../running/options.ts';
import type { JobView } from '../../running/views.ts';
import { watchJob } from '../../running/watch-job.ts';

export default command({
  description: 'One job: its state, its progress, and its output or its error. With --watch it waits for the end; the exit code is 0 where the job succeeded.',
  positionals: { job: required(text({ description: 'The id of the job.' })) },
  options: { ...appField, watch: flag({ description: 'Follow its progress until it has ended.', fallback: false }) },
  shown: { watch: { short: 'w' } },
  examples: [
    { line: 'isthmus job show 01K9ZQ6T', about: 'How it stands.' },
    { line: 'isthmus job show 01K9ZQ6T --watch', about: 'Until it has ended.' },
  ],
  async run({ app, job: id, watch }, io) {
    const api = await findRunning(io, app);
    const job = watch ? await watchJob(io, api, id) : await api.ask<JobView>(`/jobs${path(id)}`);
    if (io.json) sayJson(io, job);
    else io.stdout.write(jobText(io, job));
    if (watch && !isOver(job)) return exitCodes.interrupted;
    return watch && job.state !== 'succeeded' ? exitCodes.negative : exitCodes.fine;
  },
});

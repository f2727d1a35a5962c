export type { JobPage, JobPort, JobView } from '../../driver/method.ts';
export { jobErrors } from './errors.ts';
export { job } from './job.ts';
export type { JobOptions } from './options.ts';

import type { Method } from '../../driver/method.ts';
import type { Capability } from '../../kernel/capability.ts';
import { asPlainData, readOptions } from '../delivery/options.ts';
import { jobFields } from './options.ts';
import type { JobOptions } from './options.ts';
import { jobRunner } from './runner.ts';

/**
 * Carries an operation as durable work that answers later: submitted at once, done in its time, its result kept for a
 * while. Jobs travel on the app's own engine, with the state. Throws `OPTION_INVALID` where an option is unknown or does not fit.
 */
export function job(given: JobOptions = {}): Method<'operation', 'unary'> {
  const values = readOptions('job', jobFields, given);
  const asks: Array<{ readonly capability: Capability; readonly because: string }> = [{ capability: 'queue', because: 'job()' }, { capability: 'state', because: 'job()' }];
  if (values.delay) asks.push({ capability: 'delay', because: 'the option delay: true' });
  if (values.priority) asks.push({ capability: 'priority', because: 'the option priority: true' });
  return { name: 'job', carries: ['operation'], shapes: ['unary'], engine: undefined, asks, runner: jobRunner, options: asPlainData(values) };
}

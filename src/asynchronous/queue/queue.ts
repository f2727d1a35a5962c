import type { Engine } from '../../driver/engine.ts';
import type { Method } from '../../driver/method.ts';
import type { Capability } from '../../kernel/capability.ts';
import { asPlainData, readOptions } from '../delivery/options.ts';
import { queueFields } from './options.ts';
import type { QueueOptions, QueueValues } from './options.ts';
import { queueRunner } from './runner.ts';

/**
 * Carries an event to one receiver: each message is with one handler at a time, is retried by these options, and ends
 * handled or as a dead letter. Throws `OPTION_INVALID` where an option is unknown or does not fit.
 */
export function queue(given: QueueOptions & { readonly engine?: Engine } = {}): Method<'event'> {
  const { engine, ...data } = given;
  const values = readOptions('queue', queueFields, data);
  return { name: 'queue', carries: ['event'], shapes: ['unary'], engine, asks: asksOf(values), runner: queueRunner, options: asPlainData(values) };
}

function asksOf(values: QueueValues): ReadonlyArray<{ readonly capability: Capability; readonly because: string }> {
  const asks: Array<[Capability, string, boolean]> = [
    ['queue', 'queue()', true],
    ['orderPerKey', `the option order: "${values.order}"`, values.order === 'key' || values.order === 'global'],
    ['delay', 'the option delay: true', values.delay],
    ['priority', 'the option priority: true', values.priority],
    ['deduplication', 'the option deduplicationWindow', values.deduplicationWindow > 0],
  ];
  return asks.filter(([, , asked]) => asked).map(([capability, because]) => ({ capability, because }));
}

import type { Engine } from '../../driver/engine.ts';
import type { Method } from '../../driver/method.ts';
import type { Capability } from '../../kernel/capability.ts';
import { asPlainData, readOptions } from '../delivery/options.ts';
import { streamFields } from './options.ts';
import type { StreamOptions, StreamValues } from './options.ts';
import { streamRunner } from './runner.ts';

/**
 * Carries an event to everyone who reads it: each receiving service is a group that reads at its own pace and can read
 * again. Throws `OPTION_INVALID` where an option is unknown or does not fit.
 */
export function stream(given: StreamOptions & { readonly engine?: Engine } = {}): Method<'event'> {
  const { engine, ...data } = given;
  const values = readOptions('stream', streamFields, data);
  return { name: 'stream', carries: ['event'], shapes: ['unary'], engine, asks: asksOf(values), runner: streamRunner, options: asPlainData(values) };
}

function asksOf(values: StreamValues): ReadonlyArray<{ readonly capability: Capability; readonly because: string }> {
  const asks: Array<[Capability, string, boolean]> = [
    ['stream', 'stream()', true],
    ['retention', 'the option retention', values.retention > 0],
    ['retention', 'the option retentionSize', values.retentionSize > 0],
    ['compaction', 'the option compact: true', values.compact],
  ];
  return asks.filter(([, , asked]) => asked).map(([capability, because]) => ({ capability, because }));
}

export type { DeadLetter, DeadLetterAdministration, StreamAdministration, StreamRecord } from '../../driver/administration.ts';
export { streamErrors } from './errors.ts';
export type { StreamOptions } from './options.ts';
export { readStream } from './read.ts';
export type { ReadOptions } from './read.ts';
export { stream } from './stream.ts';

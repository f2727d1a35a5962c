import { choice, duration, flag, integer, size, text } from '../../kernel/option-kinds.ts';
import type { Given, Values } from '../../kernel/options.ts';
import { deliveryFields } from '../delivery/options.ts';

/** What belongs to the stream itself; links of one stream agree on it. */
export const logFields = {
  name: text({ description: 'Name of the stream; default: the name of the event.', pattern: /^[A-Za-z][A-Za-z0-9._-]*$/ }),
  partitions: integer({ description: 'Partitions that keys are spread over; fixed when the stream is created.', fallback: 8, minimum: 1, maximum: 4_096 }),
  retention: duration({ description: 'Records older than this may be dropped, milliseconds; 0: kept.', fallback: 0 }),
  retentionSize: size({ description: 'The oldest records are dropped above this size, bytes over all partitions; 0: no limit.', fallback: 0 }),
  compact: flag({ description: 'Keep only the latest record of each key.', fallback: false }),
} as const;

/** How each receiving service, which is one group, reads it. */
export const groupFields = {
  order: choice(['none', 'key', 'global'], { description: 'What keeps its order through concurrency, retry, redrive and restart; global needs one partition. Default: key where the event has one, else none.' }),
  ...deliveryFields,
  from: choice(['beginning', 'end'], { description: 'Where a group starts that has never read.', fallback: 'beginning' }),
  window: integer({ description: 'Records received and not covered by a commit at one time; a record that waits holds at most so many back.', fallback: 4_096, minimum: 1, maximum: 1_000_000 }),
  members: integer({ description: 'Members of each group in this process; partitions are shared among them.', fallback: 1, minimum: 1, maximum: 64 }),
} as const;

export const streamFields = { ...logFields, ...groupFields } as const;

/** Options of `stream` as a person writes them. */
export type StreamOptions = Given<typeof streamFields>;
/** Options of `stream` with their defaults. */
export type StreamValues = Values<typeof streamFields>;

import type { Io } from '../command.ts';
import { table } from '../output/table.ts';
import { span } from './format.ts';
import type { QueueShown } from './views.ts';

/** Queues, each on a line. */
export function queuesTable(io: Pick<Io, 'terminal' | 'width' | 'color'>, queues: readonly QueueShown[]): string {
  return table<QueueShown>(io, [
    { title: 'QUEUE', value: ({ name }) => name, style: () => 'name', shrinks: true },
    { title: 'WAITING', value: ({ ready }) => ready, align: 'right' },
    { title: 'RUN', value: ({ inFlight }) => inFlight, align: 'right' },
    { title: 'DELAY', value: ({ delayed }) => delayed, align: 'right' },
    { title: 'RETRY', value: ({ retrying }) => retrying, align: 'right' },
    { title: 'PARKED', value: ({ parked }) => parked, align: 'right', style: ({ parked }) => (parked > 0 ? 'doubtful' : undefined) },
    { title: 'DEAD', value: ({ deadLetters }) => deadLetters, align: 'right', style: ({ deadLetters }) => (deadLetters > 0 ? 'bad' : undefined) },
    { title: 'OLDEST', value: ({ oldestAge = 0 }) => (oldestAge === 0 ? undefined : io.terminal ? span(oldestAge) : oldestAge), align: 'right' },
    { title: 'STATE', value: ({ paused }) => (paused ? 'paused' : 'running'), style: ({ paused }) => (paused ? 'doubtful' : 'faint') },
  ], queues);
}

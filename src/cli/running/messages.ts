import type { Io } from '../command.ts';
import { table } from '../output/table.ts';
import { ago, bytes, moment, oneLine } from './format.ts';
import type { MessageView } from './views.ts';

/** What a message says of itself. */
export function messageFacts({ id, type, source, time, subject, expiresAt, notBefore, priority, size }: MessageView): ReadonlyArray<readonly [string, string | number | undefined]> {
  const at = (value: number | undefined): string | undefined => (value === undefined ? undefined : moment(value));
  return [['message', id], ['event', type], ['from', source], ['sent', at(time)], ['subject', subject], ['expires', at(expiresAt)], ['not before', at(notBefore)], ['priority', priority === 0 ? undefined : priority], ['size', bytes(size)]];
}

/** Waiting messages, each on a line. */
export function messagesTable(io: Io, messages: readonly MessageView[]): string {
  const now = Date.now();
  return table<MessageView>(io, [
    { title: 'MESSAGE', value: ({ id }) => (io.terminal ? id.slice(0, 8) : id), style: () => 'name' },
    { title: 'SENT', value: ({ time }) => (io.terminal ? ago(time, now) : moment(time)) },
    { title: 'KEY', value: ({ key }) => key },
    { title: 'SIZE', value: ({ size }) => (io.terminal ? bytes(size) : size), align: 'right' },
    { title: 'BODY', value: ({ data }) => oneLine(data), shrinks: true },
  ], messages);
}

import type { DeadLetter, MessageView } from '../../driver/administration.ts';
import type { QueueMessage } from '../../kernel/message.ts';
import type { StoredDeadLetter } from './dead-letters.ts';

/** A message as a person sees it. `data`: the body where it is kept apart. */
export function viewMessage(message: QueueMessage, data: Uint8Array = message.data): MessageView {
  const { id, type, source, time, subject, key, expiresAt, notBefore, priority } = message;
  return { id, type, source, time, subject, key, expiresAt, notBefore, priority, size: data.length, data: readable(data) };
}

/** JSON where it is some, else text. */
function readable(data: Uint8Array): unknown {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

export function viewDeadLetter({ id, facts, message }: StoredDeadLetter, data: Uint8Array): DeadLetter {
  const { reason, diedAt, attempts, parksKey, failure, history } = facts;
  return { id, reason, diedAt, attempts, parksKey, error: failure, history, message: viewMessage(message, data) };
}

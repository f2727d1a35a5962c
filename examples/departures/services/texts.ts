import type { DatabaseSync } from 'node:sqlite';
import { handle, service } from 'isthmus';
import { listTexts, textReported } from '../contracts/hooks.ts';
import { query } from '../data/database.ts';

interface Row {
  readonly message: string;
  readonly recipient: string;
  readonly status: string;
  readonly error: string | null;
}

/** Knows what became of each text message; reports of one message come in order. */
export function texts(database: DatabaseSync) {
  const write = database.prepare('INSERT INTO texts (message, recipient, status, error, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (message) DO UPDATE SET status = excluded.status, error = excluded.error, at = excluded.at');
  const latest = query<Row>(database, 'SELECT message, recipient, status, error FROM texts ORDER BY at DESC LIMIT 50');
  return service('texts', [
    handle(textReported, ({ MessageSid: message, MessageStatus: status, To: recipient, ErrorCode: error }, context) => {
      write.run(message, recipient, status, error ?? null, context.message?.time ?? Date.now());
      if (error !== undefined) context.log.warn('a text message was not delivered', { message, error });
    }),
    handle(listTexts, () => ({ items: latest.all() })),
  ], { description: 'Knows what became of text messages' });
}

import { duration, integer, size, text } from '../../kernel/option-kinds.ts';
import type { Given, Values } from '../../kernel/options.ts';

/** Options of the Postgres engine. */
export const postgresOptions = {
  url: text({ description: 'Connection string: postgres://user:password@host:5432/database. Its parameter sslmode=verify-full turns TLS on. Left out: the environment variable ISTHMUS_POSTGRES_URL, read at start.', maxLength: 4_096 }),
  schema: text({ description: 'Schema of the tables, created where it is missing. Apps with different schemas see nothing of each other.', fallback: 'isthmus', pattern: /^[a-z_][a-z0-9_]*$/, maxLength: 48 }),
  connections: integer({ description: 'Most connections that take and look, besides one that writes and one that listens.', fallback: 4, minimum: 1, maximum: 100 }),
  lease: duration({ description: 'How long a process that does not answer keeps what it holds; then others take it over.', fallback: 15_000, minimum: 500, maximum: 3_600_000 }),
  poll: duration({ description: 'How often to look for messages where no notification came.', fallback: 1_000, minimum: 10, maximum: 60_000 }),
  maxPending: size({ description: 'Bytes that may wait to be committed; more is refused with ENGINE_OVERLOADED.', fallback: 67_108_864, minimum: 1_048_576 }),
};

export type PostgresGiven = Given<typeof postgresOptions>;
export type PostgresOptions = Values<typeof postgresOptions>;

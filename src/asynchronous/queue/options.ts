import { choice, duration, flag, integer, size, text } from '../../kernel/option-kinds.ts';
import type { Given, Values } from '../../kernel/options.ts';
import { deliveryFields } from '../delivery/options.ts';

export const queueFields = {
  name: text({ description: 'Name of the queue; default: the receiving service and the event, "bookings.passengers.rebook".', pattern: /^[A-Za-z][A-Za-z0-9._-]*$/ }),
  order: choice(['none', 'key', 'global'], { description: 'What keeps its order through concurrency, retry, redrive and restart; default: key where the event has one, else none.' }),
  ...deliveryFields,
  prefetch: integer({ description: 'Messages taken and not yet settled at one time, for each receiver.', fallback: 1_000, minimum: 1, maximum: 1_000_000 }),
  receivers: integer({ description: 'Competing receivers in this process.', fallback: 1, minimum: 1, maximum: 64 }),
  lanes: integer({ description: 'Lanes that keys are spread over; fixed when the queue is created. Only with order "key".', fallback: 64, minimum: 1, maximum: 4_096 }),
  timeToLive: duration({ description: 'Default time to live of a message, milliseconds; then it is a dead letter with the reason "expired". 0: none.', fallback: 0 }),
  delay: flag({ description: 'Messages may be delayed (`delay`, `notBefore`).', fallback: false }),
  priority: flag({ description: 'Messages may have a priority.', fallback: false }),
  deduplicationWindow: duration({ description: 'How long a `deduplicationId` is remembered, milliseconds; 0: none may be given.', fallback: 0 }),
  claimCheckAbove: size({ description: 'A larger body is kept in the state store and fetched when it is handled, bytes; 0: never.', fallback: 0 }),
} as const;

/** Options of `queue` as a person writes them. */
export type QueueOptions = Given<typeof queueFields>;
/** Options of `queue` with their defaults. */
export type QueueValues = Values<typeof queueFields>;

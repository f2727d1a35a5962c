import { choice, duration, group, integer, list, size, text } from '../../kernel/option-kinds.ts';
import { required } from '../../kernel/options.ts';
import type { Given, Values } from '../../kernel/options.ts';
import { deliveryFields } from '../delivery/options.ts';
import { ranges } from './addresses.ts';

const rateFields = {
  limit: integer({ description: 'Requests of one address per window; more are answered with 429.', fallback: 1_000, minimum: 1 }),
  window: duration({ description: 'Length of the window, milliseconds.', fallback: 10_000, minimum: 1 }),
} as const;

/** What all links of one address share. */
export const doorFields = {
  path: required(text({ description: 'Address of the endpoint: "/hooks/stripe".', pattern: /^\/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-]$/ })),
  tolerance: duration({ description: 'How far the signed time may be away, milliseconds; default: as the provider says. 0: it is not looked at.' }),
  url: text({ description: 'Scheme and host that senders see: "https://hooks.example.com", for providers that sign the address. Default: from the request.', pattern: /^https?:\/\/[^/?#\s]+$/ }),
  trustedProxies: ranges('Proxies whose `x-forwarded-for`, `-proto` and `-host` count. Default: none.'),
  allow: ranges('Addresses that may send; others are answered with 403. Default: all.'),
  maxBody: size({ description: 'Largest body, packed and unpacked, bytes; default: as the provider needs.', minimum: 1 }),
  receiveWithin: duration({ description: 'Longest time for a body to arrive, milliseconds; then 408.', fallback: 10_000, minimum: 10 }),
  rate: group(rateFields, { description: 'How often one address may send.', fallback: { limit: 1_000, window: 10_000 } }),
  accepting: integer({ description: 'Deliveries being received and stored at one time; more are answered with 503.', fallback: 1_000, minimum: 1, maximum: 100_000 }),
  deduplicationWindow: duration({ description: 'How long the id of a delivery is remembered; a repeat is answered with success and has no effect, milliseconds.', fallback: 604_800_000, minimum: 1_000 }),
  remembered: integer({ description: 'How many ids are remembered at most, 16 bytes of memory each; the oldest are forgotten first.', fallback: 2_000_000, minimum: 1_000, maximum: 100_000_000 }),
  keep: duration({ description: 'How long deliveries are kept to be looked at and replayed, milliseconds.', fallback: 604_800_000, minimum: 1_000 }),
  keepRefused: integer({ description: 'How many refused and repeated deliveries are kept; the oldest go first.', fallback: 1_000, maximum: 100_000 }),
} as const;

/** What each link has of its own. */
const linkFields = {
  name: text({ description: 'Name of the queue behind it; default: "webhooks.", the receiving service and the event.', pattern: /^[A-Za-z][A-Za-z0-9._-]*$/ }),
  events: list(text({ description: 'A type of the provider; "*" at its end stands for anything.', pattern: /^[^*\s]*\*?$/ }), { description: 'Types of the provider that this link takes.', fallback: ['*'] }),
  order: choice(['none', 'key', 'global'], { description: 'What keeps its order through concurrency, retry, redrive and restart; default: key where the event or the provider has one, else none.' }),
  orderWithin: duration({ description: 'Deliveries wait so long after the provider\'s time, so that those which overtook each other on their way are put in order, milliseconds; 0: they don\'t wait.', fallback: 0, maximum: 600_000 }),
  late: choice(['handle', 'skip'], { description: 'What becomes of a delivery whose key has a later one, by the provider\'s time, that was handled already.', fallback: 'handle' }),
  ...deliveryFields,
  prefetch: integer({ description: 'Messages taken from the queue and not yet settled at one time.', fallback: 1_000, minimum: 1, maximum: 1_000_000 }),
  lanes: integer({ description: 'Lanes that keys are spread over; fixed when the queue is created. Only with order "key".', fallback: 64, minimum: 1, maximum: 4_096 }),
} as const;

export const webhookFields = { ...doorFields, ...linkFields } as const;

type Fields = Given<typeof webhookFields>;
/** Options of `webhook` as a person writes them. */
export type WebhookOptions = Fields;
/** Options of `webhook` with their defaults. */
export type WebhookValues = Values<typeof webhookFields>;

/** Secrets of an endpoint. Several are valid at one time, so that they can be changed without a gap. A function is asked at the start. */
export type Secrets = string | readonly string[] | (() => string | readonly string[] | undefined);

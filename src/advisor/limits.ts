import { choice, decimal, duration, size, text } from '../kernel/option-kinds.ts';
import { listFaults } from '../kernel/faults.ts';
import { readFields, required } from '../kernel/options.ts';
import type { Fault, Given } from '../kernel/options.ts';
import { advisorErrors } from './errors.ts';

const limitFields = {
  group: choice(['edge', 'webhook', 'broker'], { description: 'What it is: stands in front, sends webhooks, or carries messages.' }),
  timeout: duration({ description: 'An edge or a webhook sender gives up after this, milliseconds.', minimum: 1 }),
  message: size({ description: 'Largest message, bytes.', minimum: 1 }),
  retention: duration({ description: 'How long messages are kept unless configured otherwise, milliseconds.', minimum: 1 }),
  leaseMaximum: duration({ description: 'Longest time that one message may stay with a consumer, however often its lease is renewed, milliseconds.', minimum: 1 }),
  rateOrdered: decimal({ description: 'Most messages with order, per second.' }),
  ratePerUnit: decimal({ description: 'Most messages of one shard, unit or queue, per second.' }),
  bytesPerUnit: decimal({ description: 'Most bytes written into one shard or unit, per second.' }),
  bytesPerKey: decimal({ description: 'Most bytes of one ordering key, per second.' }),
  pollGap: duration({ description: 'Longest time between two polls of a consumer, milliseconds.', minimum: 1 }),
  retries: decimal({ description: 'How often a webhook is sent again.' }),
  source: text({ description: 'Where it was read: an address, a contract, a measurement.', maxLength: 500 }),
  checked: choice(['verified', 'reported'], { description: 'verified: read on the provider\'s own page; reported: told by somebody else.', fallback: 'verified' }),
  date: text({ description: 'When it was read: "2026-11" or "2026-11-24".', pattern: /^\d{4}-\d{2}(-\d{2})?$/ }),
} as const;

const overridingFields = { ...limitFields, source: required(limitFields.source), date: required(limitFields.date) } as const;

/** A limit as a person writes it; what is left out stays as in the table. */
export type LimitGiven = Given<typeof overridingFields>;
/** Limits that replace those of the table, by provider. */
export type LimitsGiven = Readonly<Record<string, LimitGiven>>;

/** What a provider allows. Times are milliseconds, sizes bytes, rates per second. */
export interface ProviderLimit {
  readonly group: 'edge' | 'webhook' | 'broker';
  readonly timeout?: number;
  readonly message?: number;
  readonly retention?: number;
  readonly leaseMaximum?: number;
  readonly rateOrdered?: number;
  readonly ratePerUnit?: number;
  readonly bytesPerUnit?: number;
  readonly bytesPerKey?: number;
  readonly pollGap?: number;
  readonly retries?: number;
  readonly source: string;
  readonly checked: 'verified' | 'reported';
  /** When it was read. */
  readonly date: string;
}

export type ProviderLimits = Readonly<Record<string, ProviderLimit>>;

/**
 * Reads limits as a person or a file gives them, and lays them over the table: times and sizes may carry a unit.
 * Throws `LIMITS_INVALID` with every fault in `details.faults`.
 */
export function readLimits(given: unknown, base: ProviderLimits = providerLimits): ProviderLimits {
  const faults: Fault[] = [];
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (!isObject) faults.push({ path: 'the limits', message: 'must be an object by provider' });
  const laid = Object.entries(isObject ? given : {}).map(([name, limit]) => [name, laidOver(base[name], limit, name, faults)] as const);
  if (faults.length > 0) throw advisorErrors.LIMITS_INVALID({ what: `The limits can not be read: ${listFaults(faults)}.`, details: { faults } });
  return { ...base, ...Object.fromEntries(laid.filter((each): each is [string, ProviderLimit] => each[1] !== undefined)) };
}

function laidOver(known: ProviderLimit | undefined, given: unknown, name: string, faults: Fault[]): ProviderLimit | undefined {
  const read = readFields(overridingFields, given, name, faults);
  if (read === undefined) return undefined;
  const group = read.group ?? known?.group;
  const { source, checked, date } = read;
  // What was not given is absent, not undefined: so reads `readFields`.
  if (group !== undefined) return { ...known, ...(read as Partial<ProviderLimit>), source, checked, date, group };
  faults.push({ path: `${name}.group`, message: 'is required for a provider that the table does not know: "edge", "webhook" or "broker"' });
  return undefined;
}

/** When the table was collected. */
const collected = '2026-11';

/** Limits by provider. Data, to be overridden where a contract with the provider says otherwise. */
export const providerLimits: ProviderLimits = {
  'aws-alb': { group: 'edge', timeout: 60_000, source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html', checked: 'verified', date: collected },
  'aws-api-gateway-rest': { group: 'edge', timeout: 29_000, source: 'https://aws.amazon.com/about-aws/whats-new/2024/06/amazon-api-gateway-integration-timeout-limit-29-seconds/', checked: 'verified', date: collected },
  'aws-api-gateway-http': { group: 'edge', timeout: 30_000, source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html', checked: 'verified', date: collected },
  'aws-api-gateway-websocket': { group: 'edge', timeout: 29_000, message: 131_072, source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html', checked: 'verified', date: collected },
  'nginx': { group: 'edge', timeout: 60_000, source: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html', checked: 'verified', date: collected },
  'azure-functions': { group: 'edge', timeout: 230_000, source: 'https://github.com/MicrosoftDocs/azure-docs/blob/main/includes/functions-timeout-duration.md', checked: 'verified', date: collected },
  'heroku': { group: 'edge', timeout: 30_000, source: 'https://devcenter.heroku.com/articles/request-timeout-bamboo', checked: 'verified', date: collected },
  'cloudflare': { group: 'edge', timeout: 120_000, source: 'https://developers.cloudflare.com/fundamentals/reference/connection-limits/', checked: 'reported', date: collected },
  'slack': { group: 'webhook', timeout: 3_000, retries: 3, source: 'https://docs.slack.dev/apis/events-api/', checked: 'reported', date: collected },
  'shopify': { group: 'webhook', timeout: 5_000, retries: 8, source: 'https://shopify.dev/changelog/updates-to-webhook-retry-mechanism', checked: 'reported', date: collected },
  'github': { group: 'webhook', timeout: 10_000, retries: 0, source: 'https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks', checked: 'verified', date: collected },
  'github-enterprise-server': { group: 'webhook', timeout: 30_000, retries: 0, source: 'https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks', checked: 'verified', date: collected },
  'twilio': { group: 'webhook', timeout: 15_000, source: 'https://www.twilio.com/docs/api/errors/11205', checked: 'verified', date: collected },
  'stripe': { group: 'webhook', source: 'https://docs.stripe.com/webhooks/process-undelivered-events', checked: 'reported', date: collected },
  'sqs': { group: 'broker', message: 1_048_576, retention: 345_600_000, leaseMaximum: 43_200_000, rateOrdered: 3_000, source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html', checked: 'verified', date: collected },
  'eventbridge': { group: 'broker', message: 1_048_576, source: 'https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb', checked: 'verified', date: collected },
  'sns': { group: 'broker', message: 262_144, source: 'not found on a page of the provider', checked: 'reported', date: collected },
  'kinesis': { group: 'broker', retention: 86_400_000, ratePerUnit: 1_000, bytesPerUnit: 1_048_576, source: 'https://docs.aws.amazon.com/streams/latest/dev/working-with-streams.html', checked: 'verified', date: collected },
  'service-bus': { group: 'broker', message: 262_144, source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas', checked: 'verified', date: collected },
  'service-bus-premium': { group: 'broker', message: 104_857_600, source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas', checked: 'verified', date: collected },
  'azure-storage-queue': { group: 'broker', message: 65_536, leaseMaximum: 604_800_000, source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-azure-and-service-bus-queues-compared-contrasted', checked: 'verified', date: collected },
  'event-hubs': { group: 'broker', message: 1_048_576, retention: 604_800_000, ratePerUnit: 1_000, bytesPerUnit: 1_048_576, source: 'https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas', checked: 'verified', date: collected },
  'event-hubs-basic': { group: 'broker', message: 262_144, retention: 86_400_000, ratePerUnit: 1_000, bytesPerUnit: 1_048_576, source: 'https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas', checked: 'verified', date: collected },
  'event-grid': { group: 'broker', message: 1_048_576, source: 'https://learn.microsoft.com/azure/architecture/patterns/claim-check', checked: 'verified', date: collected },
  'pubsub': { group: 'broker', message: 10_485_760, retention: 2_678_400_000, leaseMaximum: 600_000, bytesPerKey: 1_048_576, source: 'https://cloud.google.com/pubsub/quotas', checked: 'verified', date: collected },
  'cloud-tasks': { group: 'broker', message: 1_048_576, leaseMaximum: 1_800_000, ratePerUnit: 500, source: 'https://docs.cloud.google.com/tasks/docs/comp-pub-sub', checked: 'verified', date: collected },
  'kafka': { group: 'broker', message: 1_048_588, retention: 604_800_000, pollGap: 300_000, source: 'https://docs.redhat.com/en/documentation/red_hat_streams_for_apache_kafka/', checked: 'reported', date: collected },
  'rabbitmq': { group: 'broker', message: 16_777_216, leaseMaximum: 1_800_000, source: 'https://github.com/rabbitmq/rabbitmq-server/pull/11455', checked: 'verified', date: collected },
};

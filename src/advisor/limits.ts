/** What a provider allows. Times are milliseconds, sizes bytes, rates per second. */
export interface ProviderLimit {
  readonly group: 'edge' | 'webhook' | 'broker';
  /** An edge or a webhook sender gives up after this. */
  readonly timeout?: number;
  /** Largest message. */
  readonly message?: number;
  /** How long messages are kept unless configured otherwise. */
  readonly retention?: number;
  /** Longest time that one message may stay with a consumer, however often its lease is renewed. */
  readonly leaseMaximum?: number;
  /** Most messages with order. */
  readonly rateOrdered?: number;
  /** Most messages of one shard, unit or queue. */
  readonly ratePerUnit?: number;
  /** Longest time between two polls of a consumer. */
  readonly pollGap?: number;
  /** Most bytes of one ordering key. */
  readonly bytesPerKey?: number;
  /** How often a webhook is sent again. */
  readonly retries?: number;
  readonly source: string;
  /** `verified`: read on the provider's own page; `reported`: told by somebody else. */
  readonly checked: 'verified' | 'reported';
}

export type ProviderLimits = Readonly<Record<string, ProviderLimit>>;

/** Limits by provider, as collected in November 2026. Data, to be overridden where a contract with the provider says otherwise. */
export const providerLimits: ProviderLimits = {
  'aws-alb': { group: 'edge', timeout: 60_000, source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html', checked: 'verified' },
  'aws-api-gateway-rest': { group: 'edge', timeout: 29_000, source: 'https://aws.amazon.com/about-aws/whats-new/2024/06/amazon-api-gateway-integration-timeout-limit-29-seconds/', checked: 'verified' },
  'aws-api-gateway-http': { group: 'edge', timeout: 30_000, message: 131_072, source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html', checked: 'verified' },
  'nginx': { group: 'edge', timeout: 60_000, source: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html', checked: 'verified' },
  'azure-functions': { group: 'edge', timeout: 230_000, source: 'https://github.com/MicrosoftDocs/azure-docs/blob/main/includes/functions-timeout-duration.md', checked: 'verified' },
  'heroku': { group: 'edge', timeout: 30_000, source: 'https://devcenter.heroku.com/articles/request-timeout-bamboo', checked: 'verified' },
  'cloudflare': { group: 'edge', timeout: 120_000, source: 'https://developers.cloudflare.com/fundamentals/reference/connection-limits/', checked: 'reported' },
  'slack': { group: 'webhook', timeout: 3_000, retries: 3, source: 'https://docs.slack.dev/apis/events-api/', checked: 'reported' },
  'shopify': { group: 'webhook', timeout: 5_000, retries: 8, source: 'https://shopify.dev/changelog/updates-to-webhook-retry-mechanism', checked: 'reported' },
  'github': { group: 'webhook', timeout: 10_000, retries: 0, source: 'https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks', checked: 'verified' },
  'twilio': { group: 'webhook', timeout: 15_000, source: 'https://www.twilio.com/docs/api/errors/11205', checked: 'verified' },
  'stripe': { group: 'webhook', source: 'https://docs.stripe.com/webhooks/process-undelivered-events', checked: 'reported' },
  'sqs': { group: 'broker', message: 1_048_576, retention: 345_600_000, leaseMaximum: 43_200_000, rateOrdered: 3_000, source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html', checked: 'verified' },
  'eventbridge': { group: 'broker', message: 1_048_576, source: 'https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb', checked: 'verified' },
  'sns': { group: 'broker', message: 262_144, source: '-', checked: 'reported' },
  'kinesis': { group: 'broker', retention: 86_400_000, ratePerUnit: 1_000, source: 'https://docs.aws.amazon.com/streams/latest/dev/working-with-streams.html', checked: 'verified' },
  'service-bus': { group: 'broker', message: 262_144, source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas', checked: 'verified' },
  'azure-storage-queue': { group: 'broker', message: 65_536, leaseMaximum: 604_800_000, source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-azure-and-service-bus-queues-compared-contrasted', checked: 'verified' },
  'event-hubs': { group: 'broker', message: 1_048_576, ratePerUnit: 1_000, source: 'https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas', checked: 'verified' },
  'event-grid': { group: 'broker', message: 1_048_576, source: 'https://learn.microsoft.com/azure/architecture/patterns/claim-check', checked: 'verified' },
  'pubsub': { group: 'broker', message: 10_485_760, retention: 2_678_400_000, leaseMaximum: 600_000, bytesPerKey: 1_048_576, source: 'https://cloud.google.com/pubsub/quotas', checked: 'verified' },
  'cloud-tasks': { group: 'broker', message: 1_048_576, ratePerUnit: 500, source: 'https://docs.cloud.google.com/tasks/docs/comp-pub-sub', checked: 'verified' },
  'kafka': { group: 'broker', message: 1_048_588, retention: 604_800_000, pollGap: 300_000, source: 'https://docs.redhat.com/en/documentation/red_hat_streams_for_apache_kafka/', checked: 'reported' },
  'rabbitmq': { group: 'broker', message: 16_777_216, leaseMaximum: 1_800_000, source: 'https://github.com/rabbitmq/rabbitmq-server/pull/11455', checked: 'verified' },
};

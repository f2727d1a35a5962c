/** A published text that a rule rests on. */
export interface Source {
  readonly title: string;
  readonly url: string;
}

/** Where the rules come from. */
export const sources: Readonly<Record<string, Source>> = {
  'AZ-ARR': { title: "Azure: Asynchronous Request-Reply", url: 'https://learn.microsoft.com/azure/architecture/patterns/async-request-reply' },
  'AZ-MSG': { title: "Azure: Asynchronous messaging options", url: 'https://learn.microsoft.com/azure/architecture/guide/technology-choices/messaging' },
  'AZ-CMP': { title: "Azure: Choose between messaging services", url: 'https://learn.microsoft.com/azure/service-bus-messaging/compare-messaging-services' },
  'AZ-IPC': { title: "Azure: Interservice communication in microservices (Drone Delivery)", url: 'https://learn.microsoft.com/azure/architecture/microservices/design/interservice-communication' },
  'AZ-CON': { title: "Azure: Competing Consumers", url: 'https://learn.microsoft.com/azure/architecture/patterns/competing-consumers' },
  'AZ-QLL': { title: "Azure: Queue-Based Load Leveling", url: 'https://learn.microsoft.com/azure/architecture/patterns/queue-based-load-leveling' },
  'AZ-SEQ': { title: "Azure: Sequential Convoy", url: 'https://learn.microsoft.com/azure/architecture/patterns/sequential-convoy' },
  'AZ-CLM': { title: "Azure: Claim-Check", url: 'https://learn.microsoft.com/azure/architecture/patterns/claim-check' },
  'AZ-BFF': { title: "Azure: Backends for Frontends", url: 'https://learn.microsoft.com/azure/architecture/patterns/backends-for-frontends' },
  'AZ-AGG': { title: "Azure: Gateway Aggregation", url: 'https://learn.microsoft.com/azure/architecture/patterns/gateway-aggregation' },
  'AZ-PUB': { title: "Azure: Publisher-Subscriber", url: 'https://learn.microsoft.com/azure/architecture/patterns/publisher-subscriber' },
  'AZ-RET': { title: "Azure: Retry", url: 'https://learn.microsoft.com/azure/architecture/patterns/retry' },
  'AZ-RST': { title: "Azure: Retry Storm antipattern", url: 'https://learn.microsoft.com/azure/architecture/antipatterns/retry-storm/' },
  'AZ-BFE': { title: "Azure: Busy Front End antipattern", url: 'https://learn.microsoft.com/azure/architecture/antipatterns/busy-front-end/' },
  'AZ-CHT': { title: "Azure: Chatty I/O antipattern", url: 'https://learn.microsoft.com/azure/architecture/antipatterns/chatty-io/' },
  'AZ-API': { title: "Azure: API design for microservices", url: 'https://learn.microsoft.com/azure/architecture/microservices/design/api-design' },
  'AZ-EDA': { title: "Azure: Event-driven architecture style", url: 'https://learn.microsoft.com/azure/architecture/guide/architecture-styles/event-driven' },
  'AZ-GW': { title: "Azure: API gateways", url: 'https://learn.microsoft.com/azure/architecture/microservices/design/gateway' },
  'AZ-OUT': { title: "Azure: Outbox (draft page in repo)", url: 'https://github.com/MicrosoftDocs/architecture-center/blob/main/docs/patterns/outbox.md' },
  'AZ-ETL': { title: "Azure: ETL / ELT", url: 'https://learn.microsoft.com/azure/architecture/data-guide/relational-data/etl' },
  'AZ-QEV': { title: "Azure: Enterprise integration with message brokers and events", url: 'https://learn.microsoft.com/azure/architecture/example-scenario/integration/queues-events' },
  'AZ-LRO': { title: "Microsoft Azure REST API Guidelines: LRO", url: 'https://github.com/microsoft/api-guidelines/blob/vNext/azure/Guidelines.md' },
  'GO-LRO': { title: "Google AIP-151 Long-running operations", url: 'https://google.aip.dev/151' },
  'NET': { title: ".NET: Communication in a microservice architecture", url: 'https://learn.microsoft.com/dotnet/architecture/microservices/architect-microservice-container-applications/communication-in-microservice-architecture' },
  'GRPC': { title: "ASP.NET Core: Compare gRPC services with HTTP APIs", url: 'https://learn.microsoft.com/aspnet/core/grpc/comparison' },
  'SIGR': { title: "ASP.NET Core: Introduction to SignalR", url: 'https://learn.microsoft.com/aspnet/core/signalr/introduction' },
  'SSE': { title: "web.dev: Stream updates with server-sent events", url: 'https://web.dev/articles/eventsource-basics' },
  'AWS-MS': { title: "AWS agent toolkit: messaging vs streaming", url: 'https://github.com/aws/agent-toolkit-for-aws/blob/main/plugins/aws-core/skills/aws-messaging-and-streaming/SKILL.md' },
  'AWS-BK': { title: "Amazon Builders' Library: Avoiding insurmountable queue backlogs", url: 'https://aws.amazon.com/builders-library/avoiding-insurmountable-queue-backlogs/' },
  'AWS-RT': { title: "Amazon Builders' Library: Timeouts, retries and backoff with jitter", url: 'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/' },
  'AWS-AV': { title: "AWS whitepaper: Availability with dependencies", url: 'https://docs.aws.amazon.com/whitepapers/latest/availability-and-beyond-improving-resilience/availability-with-dependencies.html' },
  'AWS-LQ': { title: "AWS Lambda: configuring an SQS event source", url: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html' },
  'SRE': { title: "Google SRE book ch.21/22 (overload, cascading failures)", url: 'https://sre.google/sre-book/addressing-cascading-failures/' },
  'TAIL': { title: "Dean & Barroso, The Tail at Scale (CACM 2013)", url: 'https://research.google/pubs/the-tail-at-scale/' },
  'NNG': { title: "Nielsen: Response Times, the 3 Important Limits", url: 'https://www.nngroup.com/articles/response-times-3-important-limits/' },
  'RMQ-S': { title: "RabbitMQ: Streams", url: 'https://www.rabbitmq.com/docs/streams' },
  'RMQ-C': { title: "RabbitMQ: Consumers", url: 'https://www.rabbitmq.com/docs/consumers' },
  'KAF': { title: "Red Hat Streams for Kafka: consumer tuning", url: 'https://docs.redhat.com/en/documentation/red_hat_streams_for_apache_kafka/2.8/html/kafka_configuration_tuning/con-consumer-config-properties-str' },
  'GCT': { title: "Google Cloud: Choose Cloud Tasks or Pub/Sub", url: 'https://docs.cloud.google.com/tasks/docs/comp-pub-sub' },
  'GH': { title: "GitHub: Best practices for using webhooks", url: 'https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks' },
  'STDW': { title: "Standard Webhooks 1.0.0", url: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md' },
  'SHOP': { title: "Shopify: HTTPS webhook delivery", url: 'https://shopify.dev/docs/apps/build/webhooks/subscribe/https' },
  'DBZ': { title: "Debezium features", url: 'https://debezium.io/documentation/reference/stable/features.html' },
  'EIP': { title: "Hohpe & Woolf: Integration styles", url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/IntegrationStylesIntro.html' },
  'XFER': { title: "AWS Transfer Family", url: 'https://docs.aws.amazon.com/transfer/' },
  'SF': { title: "Salesforce Integration Patterns: Pattern Summary", url: 'https://developer.salesforce.com/docs/atlas.en-us.integration_patterns_and_practices.meta/integ/integ_pat_pat_summary.htm' },
  'SENT': { title: "Sentry performance-issue detectors", url: 'https://docs.sentry.io/product/issues/issue-details/performance-issues/' },
  'PSEN': { title: "perf-sentinel detection design", url: 'https://github.com/robintra/perf-sentinel/blob/main/docs/design/04-DETECTION.md' },
  'LNKD': { title: "Linkerd: Load balancing (gRPC)", url: 'https://linkerd.io/2/features/load-balancing/' },
  'AWS-GQ': { title: "AWS: difference between GraphQL and REST", url: 'https://aws.amazon.com/compare/the-difference-between-graphql-and-rest/' },
  'QT': { title: "M/M/1, M/M/c formulae (recomputed here)", url: 'https://en.wikipedia.org/wiki/M/M/c_queue' },
};

/** The sources behind some keys. */
export const sourcesOf = (keys: readonly string[]): readonly Source[] => keys.flatMap((key) => sources[key] ?? []);

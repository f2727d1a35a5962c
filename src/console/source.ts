import type { QueueAdministration, StreamAdministration } from '../driver/administration.ts';
import type { JobPort } from '../driver/method.ts';
import type { WebhookAdministration } from '../driver/webhook.ts';
import type { Readiness } from '../http/health.ts';
import type { IntegrationMap } from '../kernel/map.ts';
import type { Measurements } from '../telemetry/measurements.ts';
import type { LinksNow } from '../telemetry/now.ts';

/** A queue or a stream of the app with the words by which a person may name it. */
export interface Administered<A> {
  readonly name: string;
  /** `queue`, `stream` or `job`. */
  readonly method: string;
  readonly links: readonly string[];
  /** The name of the contract that it carries. */
  readonly contract: string;
  readonly administration: A;
}

/** What the admin API sees of the running app; handed in by the app. */
export interface ConsoleSource {
  readonly name: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Where synchronous methods listen. */
  readonly url: string | undefined;
  readonly map: IntegrationMap;
  readonly queues: ReadonlyArray<Administered<QueueAdministration>>;
  readonly streams: ReadonlyArray<Administered<StreamAdministration>>;
  readonly jobs: JobPort | undefined;
  readonly webhooks: WebhookAdministration | undefined;
  readiness(): Promise<Readiness>;
  /** What was measured of each link. */
  measurements(): Promise<Measurements>;
  /** What happens right now on each link. */
  now(): Promise<LinksNow>;
  /** The same as Prometheus reads it. */
  metrics(): Promise<string>;
}

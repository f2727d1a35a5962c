/** What became of a delivery at the door. */
export type WebhookVerdict =
  /** Verified and stored. */
  | 'accepted'
  /** Answered with success, and without effect: it came before. */
  | 'repeated'
  /** Not taken. */
  | 'refused';

/** What became of a delivery in one queue. */
export interface WebhookOutcome {
  readonly queue: string;
  /** `skipped`: a later one of its key was handled before. */
  readonly state: 'waiting' | 'handled' | 'skipped' | 'dead';
  /** Milliseconds since 1970; `undefined` while it waits. */
  readonly at: number | undefined;
  readonly attempts: number;
  readonly error: { readonly code: string; readonly what: string } | undefined;
}

/** A delivery as it is listed. */
export interface WebhookDelivery {
  /** Ours; the later it came, the earlier it sorts. */
  readonly id: string;
  readonly endpoint: string;
  readonly provider: string;
  /** The provider's id of the delivery. */
  readonly deliveryId: string | undefined;
  /** The provider's type of the event. */
  readonly type: string | undefined;
  readonly key: string | undefined;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** The address that sent it. */
  readonly from: string;
  readonly size: number;
  readonly verdict: WebhookVerdict;
  /** Why it was refused. */
  readonly refusal: { readonly code: string; readonly what: string } | undefined;
  /** One for each queue that it went into; none: no link takes its type, and it is kept. */
  readonly outcomes: readonly WebhookOutcome[];
}

/** A delivery, whole. */
export interface WebhookDeliveryShown extends WebhookDelivery {
  readonly method: string;
  readonly url: string;
  /** Without what is secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** As text; as base64 where it is no UTF-8. */
  readonly body: string;
  readonly encoding: 'utf-8' | 'base64';
  /** The body is only the start of what came. */
  readonly cut: boolean;
}

/** An endpoint with what it takes. */
export interface WebhookEndpoint {
  readonly path: string;
  readonly provider: string;
  readonly links: ReadonlyArray<{ readonly name: string; readonly queue: string; readonly events: readonly string[] }>;
  /** Types that a test can send. */
  readonly samples: readonly string[];
}

export interface WebhookFilter {
  /** Path or provider. */
  readonly endpoint?: string;
  readonly verdict?: WebhookVerdict;
  readonly type?: string;
  readonly limit: number;
  readonly after?: string;
}

/** A request that plays the provider. */
export interface WebhookTest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a person can do with the webhooks of an app. */
export interface WebhookAdministration {
  readonly endpoints: readonly WebhookEndpoint[];
  /** The latest first. Looks at a limited number of deliveries, and may find none of a rare kind before `next`. */
  list(filter: WebhookFilter): Promise<{ readonly items: readonly WebhookDelivery[]; readonly next: string | undefined }>;
  /** Throws `WEBHOOK_DELIVERY_UNKNOWN`. */
  show(id: string): Promise<WebhookDeliveryShown>;
  /** Hands a delivery to its handlers once more; one that was refused is verified again first, without looking at its time. Answers with the queues. Throws `WEBHOOK_NOT_REPLAYABLE`. */
  replay(id: string): Promise<readonly string[]>;
  /** A signed sample for the app at `url`. Throws `WEBHOOK_UNKNOWN`, `WEBHOOK_SAMPLE_UNKNOWN`. */
  test(endpoint: string, given: { readonly type?: string | undefined; readonly data?: unknown; readonly url: string }): WebhookTest;
}

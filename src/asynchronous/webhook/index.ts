export type { WebhookAdministration, WebhookDelivery, WebhookDeliveryShown, WebhookEndpoint, WebhookFilter, WebhookOutcome, WebhookTest, WebhookVerdict } from '../../driver/webhook.ts';
export { webhookErrors } from './errors.ts';
export type { Secrets, WebhookOptions } from './options.ts';
export { refuse } from './provider.ts';
export type { Arrival, Moment, Provider, Reading, Refusal, Sample } from './provider.ts';
export { hmac } from './providers/hmac.ts';
export type { HmacOptions } from './providers/hmac.ts';
export type { ProviderName } from './providers/all.ts';
export { webhook } from './webhook.ts';

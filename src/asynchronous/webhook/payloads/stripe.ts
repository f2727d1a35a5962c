import type { Schema } from '../../../kernel/schema.ts';
import { exactly, flag, nullable, object, optional, schemaOf, text, texts, whole } from './shape.ts';
import type { Shape } from './shape.ts';

const metadata = optional(texts);
const paymentIntent = object({ id: text, object: exactly('payment_intent'), amount: whole, amount_received: optional(whole), currency: text, status: text, customer: optional(nullable(text)), metadata, last_payment_error: optional(nullable(object({ code: optional(text), message: optional(text) }))) });
const charge = object({ id: text, object: exactly('charge'), amount: whole, amount_refunded: whole, refunded: flag, currency: text, status: text, payment_intent: optional(nullable(text)), metadata });
const session = object({ id: text, object: exactly('checkout.session'), status: nullable(text), payment_status: text, amount_total: optional(nullable(whole)), currency: optional(nullable(text)), customer: optional(nullable(text)), client_reference_id: optional(nullable(text)), payment_intent: optional(nullable(text)), subscription: optional(nullable(text)), metadata });
const customer = object({ id: text, object: exactly('customer'), email: optional(nullable(text)), name: optional(nullable(text)), metadata });
const subscription = object({ id: text, object: exactly('subscription'), status: text, customer: text, cancel_at_period_end: optional(flag), metadata });
const invoice = object({ id: optional(text), object: exactly('invoice'), status: optional(nullable(text)), customer: optional(nullable(text)), amount_due: whole, amount_paid: whole, currency: text });
const dispute = object({ id: text, object: exactly('dispute'), amount: whole, currency: text, charge: text, reason: text, status: text });
const refund = object({ id: text, object: exactly('refund'), amount: whole, currency: text, status: optional(nullable(text)), charge: optional(nullable(text)), payment_intent: optional(nullable(text)) });

/** What common events are about; only what most apps look at. */
const objects = {
  'payment_intent.created': paymentIntent, 'payment_intent.processing': paymentIntent, 'payment_intent.succeeded': paymentIntent, 'payment_intent.payment_failed': paymentIntent, 'payment_intent.canceled': paymentIntent,
  'charge.succeeded': charge, 'charge.failed': charge, 'charge.refunded': charge, 'charge.dispute.created': dispute, 'charge.dispute.closed': dispute, 'refund.created': refund, 'refund.updated': refund,
  'checkout.session.completed': session, 'checkout.session.expired': session, 'checkout.session.async_payment_succeeded': session, 'checkout.session.async_payment_failed': session,
  'customer.created': customer, 'customer.updated': customer, 'customer.deleted': customer,
  'customer.subscription.created': subscription, 'customer.subscription.updated': subscription, 'customer.subscription.deleted': subscription,
  'invoice.paid': invoice, 'invoice.payment_failed': invoice, 'invoice.finalized': invoice,
} as const;

type Objects = typeof objects;
type TypeOf<S> = S extends Shape<infer T> ? T : never;

/** A type of Stripe whose payload has a schema here. */
export type StripeEventType = keyof Objects;

/** An event of Stripe (https://docs.stripe.com/api/events/object). */
export interface StripeEvent<T extends StripeEventType> {
  readonly id: string;
  readonly type: T;
  /** Seconds since 1970. */
  readonly created: number;
  readonly livemode: boolean;
  readonly api_version?: string | null | undefined;
  readonly data: { readonly object: TypeOf<Objects[T]> };
}

/** The schema of a common event of Stripe, for `event(name, { data })`. Fields that it does not name are handed on as they are. */
export function stripeEvent<const T extends StripeEventType>(type: T): Schema<StripeEvent<T>, StripeEvent<T>> {
  const about = objects[type];
  const shape = object({ id: text, type: exactly(type), created: whole, livemode: flag, api_version: optional(nullable(text)), data: object({ object: about }) });
  // The type of one of many shapes is known by its name only.
  return schemaOf(shape) as Schema<unknown, unknown> as Schema<StripeEvent<T>, StripeEvent<T>>;
}


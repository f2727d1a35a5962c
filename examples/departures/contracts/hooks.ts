import { event, operation } from 'isthmus';
import { z } from 'zod';

/** What Stripe tells of a payment; only what is used here. */
export const paymentSucceeded = event('payments.succeeded', {
  summary: 'Stripe confirms that a booking was paid',
  data: z.object({
    id: z.string(),
    type: z.literal('payment_intent.succeeded'),
    created: z.int(),
    data: z.object({ object: z.object({ id: z.string(), amount: z.int(), currency: z.string(), metadata: z.record(z.string(), z.string()).optional() }) }),
  }),
});

export const releasePublished = event('releases.published', {
  summary: 'A release on GitHub opens a maintenance window',
  data: z.object({
    action: z.literal('published'),
    release: z.object({ id: z.int(), tag_name: z.string(), published_at: z.iso.datetime({ offset: true }), html_url: z.string() }),
    repository: z.object({ full_name: z.string() }),
  }),
});

export const textReported = event('texts.reported', {
  summary: 'Twilio reports what became of a text message',
  data: z.object({ MessageSid: z.string(), MessageStatus: z.string(), To: z.string(), ErrorCode: z.string().optional() }),
});

export const listPayments = operation('payments.list', {
  summary: 'Payments that were confirmed, the latest first',
  effect: 'read',
  input: z.strictObject({}),
  output: z.object({ items: z.array(z.object({ payment: z.string(), booking: z.string().nullable(), amount: z.int(), currency: z.string(), paidAt: z.iso.datetime() })) }),
});

export const listMaintenance = operation('maintenance.list', {
  summary: 'Maintenance windows, the latest first',
  effect: 'read',
  input: z.strictObject({}),
  output: z.object({ items: z.array(z.object({ release: z.string(), repository: z.string(), from: z.iso.datetime(), until: z.iso.datetime() })) }),
});

export const listTexts = operation('texts.list', {
  summary: 'Text messages and what became of them, the latest first',
  effect: 'read',
  input: z.strictObject({}),
  output: z.object({ items: z.array(z.object({ message: z.string(), recipient: z.string(), status: z.string(), error: z.string().nullable() })) }),
});

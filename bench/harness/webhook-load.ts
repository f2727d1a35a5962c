import { createHmac, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { offer } from './contestant.ts';
import { webhookSecret } from './webhook-secret.ts';

/** Signed deliveries, each of its own, one at a time on each connection. */
export interface WebhookLoad {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
}

export interface WebhookLoadAnswer {
  readonly accepted: number;
  readonly shed: number;
  readonly seconds: number;
  /** Milliseconds from the first byte of a request to its answer, of those that were accepted. */
  readonly p50: number;
  readonly p99: number;
}

const size = 2_048;
let sent = 0;

const id = (): string => randomBytes(12).toString('base64url');

/** A payment as Stripe tells of it, with ids of its own. */
function payment(time: number): object {
  return {
    id: `pi_${id()}`, object: 'payment_intent', amount: 1_000 + (sent % 9_000), amount_capturable: 0, amount_received: 1_000 + (sent % 9_000), application: null, application_fee_amount: null, automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null, cancellation_reason: null, capture_method: 'automatic', client_secret: `pi_${id()}_secret_${id()}`, confirmation_method: 'automatic', created: time, currency: 'eur', customer: `cus_${id()}`, description: `Booking ${id()}`, invoice: null, last_payment_error: null,
    latest_charge: `ch_${id()}`, livemode: false, metadata: { booking: id(), passenger: id(), flight: `WN${sent % 1_000}` }, next_action: null, on_behalf_of: null, payment_method: `pm_${id()}`, payment_method_options: { card: { installments: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card', 'link'], processing: null, receipt_email: `${id()}@example.com`, review: null, setup_future_usage: null, shipping: { name: id(), address: { city: id(), country: 'DE', line1: `${id()} ${id()}`, postal_code: String(sent % 99_999) } }, source: null, statement_descriptor: null, status: 'succeeded', transfer_data: null,
  };
}

/** 2 KiB of JSON, as Stripe would send and sign it. */
function delivery(): Buffer {
  sent += 1;
  const time = Math.floor(Date.now() / 1_000);
  const event = { id: `evt_${process.pid}_${sent}`, object: 'event', api_version: '2025-09-30', created: time, data: { object: payment(time) }, livemode: false, pending_webhooks: 1, request: { id: `req_${id()}`, idempotency_key: id() }, type: 'payment_intent.succeeded', note: '' };
  const bare = JSON.stringify(event);
  // What is missing to 2 KiB is text that does not shrink.
  const body = JSON.stringify({ ...event, note: randomBytes(size).toString('base64url').slice(0, Math.max(0, size - bare.length)) });
  const signature = createHmac('sha256', webhookSecret).update(`${time}.`).update(body).digest('hex');
  return Buffer.from(`POST /hooks/stripe HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\r\naccept: */*\r\ncontent-type: application/json; charset=utf-8\r\nstripe-signature: t=${time},v1=${signature}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

class Sender {
  readonly times: number[] = [];
  shed = 0;
  readonly #socket;
  #began = 0;
  #received = '';

  constructor(port: number, onError: (error: Error) => void) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1').on('error', onError).on('close', () => onError(new Error('the server closed a connection')));
    this.#socket.on('data', (text: string) => this.#read(text, onError));
    this.#send();
  }

  end(): void {
    this.#socket.removeAllListeners().on('error', () => {}).destroy();
  }

  #send(): void {
    const request = delivery();
    this.#began = performance.now();
    this.#socket.write(request);
  }

  #read(text: string, onError: (error: Error) => void): void {
    this.#received += text;
    const headerEnd = this.#received.indexOf('\r\n\r\n');
    if (headerEnd < 0) return;
    const length = Number(/content-length: *(\d+)/i.exec(this.#received.slice(0, headerEnd))?.[1] ?? 0);
    if (this.#received.length < headerEnd + 4 + length) return;
    const status = Number(this.#received.slice(9, 12));
    if (status === 503) this.shed += 1;
    else if (status >= 200 && status < 300) this.times.push(performance.now() - this.#began);
    else return onError(new Error(this.#received));
    this.#received = '';
    this.#send();
  }
}

async function run({ port, connections, seconds }: WebhookLoad): Promise<WebhookLoadAnswer> {
  const failed = Promise.withResolvers<never>();
  const start = performance.now();
  const senders = Array.from({ length: connections }, () => new Sender(port, failed.reject));
  try {
    await Promise.race([new Promise((resolve) => setTimeout(resolve, seconds * 1_000)), failed.promise]);
  } finally {
    for (const sender of senders) sender.end();
  }
  const times = senders.flatMap((each) => each.times).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { accepted: times.length, shed: senders.reduce((sum, each) => sum + each.shed, 0), seconds: (performance.now() - start) / 1_000, p50: at(0.5), p99: at(0.99) };
}

offer({ run });

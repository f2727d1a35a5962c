import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { secret } from './app.ts';

/** A sender waits so long before it tries again, milliseconds. */
const pause = 15;
const patience = 5_000;

/** Senders as providers are: each delivery is sent until it is answered with success, and some are sent again after that. */
export class Senders {
  /** Deliveries that were answered with success. */
  readonly accepted = new Set<string>();
  /** How often a delivery was sent again after it had been accepted. */
  repeated = 0;
  /** How often a delivery had to be sent again. */
  retried = 0;
  /** `undefined`: nothing listens. */
  url: string | undefined;
  readonly #agent = new Agent({ keepAlive: true });
  #stopped = false;
  #made = 0;
  readonly #running: Array<Promise<void>>;

  constructor(count: number) {
    this.#running = Array.from({ length: count }, () => this.#run());
  }

  /** Begins nothing new; resolves once everything begun was accepted. */
  async finish(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
    this.#agent.destroy();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const n = (this.#made += 1);
      const id = `evt_${n}`;
      await this.#deliver(id, n);
      this.accepted.add(id);
      if (n % 5 !== 0) continue;
      await this.#deliver(id, n);
      this.repeated += 1;
    }
  }

  async #deliver(id: string, n: number): Promise<void> {
    const body = JSON.stringify({ id, object: 'event', type: 'payment_intent.succeeded', created: Math.floor(Date.now() / 1_000), data: { object: { id: `pi_${n % 200}`, n, padding: 'x'.repeat(500) } } });
    while (!(await this.#attempt(body))) {
      this.retried += 1;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  #attempt(body: string): Promise<boolean> {
    const { url } = this;
    if (url === undefined) return Promise.resolve(false);
    const time = Math.floor(Date.now() / 1_000);
    const headers = { 'stripe-signature': `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve) => {
      const sent = request(url, { method: 'POST', headers, agent: this.#agent, timeout: patience }, (answer) => {
        answer.resume().on('error', () => resolve(false));
        // Any answer of success counts from its first byte: the sender will never send it again.
        resolve(answer.statusCode === 200);
      });
      sent.on('error', () => resolve(false)).on('timeout', () => sent.destroy());
      sent.end(body);
    });
  }
}

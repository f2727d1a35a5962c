import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const variables = { stripe: 'STRIPE_WEBHOOK_SECRET', github: 'GITHUB_WEBHOOK_SECRET', twilio: 'TWILIO_AUTH_TOKEN' } as const;
type Sender = keyof typeof variables;
const senders = Object.keys(variables) as readonly Sender[];

/** The secrets by which senders of webhooks prove who they are. Each is asked for when the app starts, and not when it is only looked at. */
export class Secrets {
  /** Those that were made up at this start, by the variable that would have given them. */
  readonly made: Record<string, string> = {};
  readonly #environment: NodeJS.ProcessEnv;
  readonly #file: string;
  readonly #directory: string;

  constructor(environment: NodeJS.ProcessEnv, directory: string) {
    this.#environment = environment;
    this.#directory = directory;
    this.#file = join(directory, 'webhook-secrets.json');
  }

  readonly stripe = (): string => this.#of('stripe');
  readonly github = (): string => this.#of('github');
  readonly twilio = (): string => this.#of('twilio');

  /** From the environment; else made up at the first start, and kept for the next one. */
  #of(sender: Sender): string {
    const given = this.#environment[variables[sender]]?.trim();
    if (given !== undefined && given !== '') return given;
    const kept = this.#kept();
    const known = kept[sender];
    if (known !== undefined) return known;
    const secret = `${sender === 'stripe' ? 'whsec_' : ''}${randomBytes(24).toString('hex')}`;
    this.made[variables[sender]] = secret;
    mkdirSync(this.#directory, { recursive: true });
    writeFileSync(this.#file, `${JSON.stringify({ ...kept, [sender]: secret }, undefined, 2)}\n`, { mode: 0o600 });
    return secret;
  }

  #kept(): Partial<Record<Sender, string>> {
    try {
      const kept = JSON.parse(readFileSync(this.#file, 'utf8')) as Readonly<Record<string, unknown>>;
      return Object.fromEntries(senders.flatMap((each) => (typeof kept[each] === 'string' && kept[each] !== '' ? [[each, kept[each]]] : [])));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
  }
}

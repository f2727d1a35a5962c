import type { Provider } from '../provider.ts';
import { discord } from './discord.ts';
import { github } from './github.ts';
import { sendgrid } from './sendgrid.ts';
import { shopify } from './shopify.ts';
import { slack } from './slack.ts';
import { sns } from './sns.ts';
import { standardWebhooks } from './standard.ts';
import { stripe } from './stripe.ts';
import { twilio } from './twilio.ts';

/** Providers that need nothing but a secret, by the name that `webhook()` takes. */
export const providers = {
  stripe,
  github,
  twilio,
  'standard-webhooks': standardWebhooks,
  slack,
  shopify,
  sendgrid,
  discord,
  sns: sns(),
  svix: { ...standardWebhooks, name: 'svix' },
} as const satisfies Readonly<Record<string, Provider>>;

/** The name of a provider that needs nothing but a secret. */
export type ProviderName = keyof typeof providers;

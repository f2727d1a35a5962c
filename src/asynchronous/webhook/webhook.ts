import type { Engine } from '../../driver/engine.ts';
import type { Capability } from '../../kernel/capability.ts';
import { kernelErrors } from '../../kernel/errors.ts';
import { asPlainData, readOptions } from '../delivery/options.ts';
import type { WebhookMethod } from './method.ts';
import { webhookFields } from './options.ts';
import type { Secrets, WebhookOptions, WebhookValues } from './options.ts';
import type { Provider } from './provider.ts';
import { providers } from './providers/all.ts';
import type { ProviderName } from './providers/all.ts';
import { webhookRunner } from './runner.ts';

type WebhookGiven = WebhookOptions & { readonly secrets: Secrets; readonly engine?: Engine };

/**
 * Takes an event from a third party: each delivery is verified on its raw bytes, stored durably, answered, and then handled from
 * a queue. Throws `OPTION_INVALID` where an option is unknown or does not fit.
 */
export function webhook(provider: ProviderName | Provider, given: WebhookGiven): WebhookMethod {
  const known = typeof provider === 'string' ? (Object.hasOwn(providers, provider) ? providers[provider] : undefined) : provider;
  if (known === undefined) throw kernelErrors.OPTION_INVALID(`webhook(): there is no provider ${JSON.stringify(provider)}; there are ${Object.keys(providers).join(', ')}, and hmac({…}).`);
  const { engine, secrets, ...data } = given;
  const values = readOptions('webhook', webhookFields, data);
  requireSecrets(known, secrets);
  return {
    name: 'webhook', carries: ['event'], shapes: ['unary'], engine, asks: asksOf(values, known), runner: webhookRunner,
    options: asPlainData({ provider: known.name, ...values }), provider: known, secrets,
  };
}

/** What a function gives is looked at when the app starts, so that an app can be checked where there are no secrets. */
function requireSecrets({ name, secretWords }: Provider, secrets: unknown): void {
  const isText = (each: unknown): boolean => typeof each === 'string' && each !== '';
  if (typeof secrets === 'function' || isText(secrets) || (Array.isArray(secrets) && secrets.length > 0 && secrets.every(isText))) return;
  throw kernelErrors.OPTION_INVALID(`webhook("${name}"): secrets must be ${secretWords}, a list of such, or a function that gives one; not ${secrets === '' ? 'an empty text' : typeof secrets}.`);
}

function asksOf({ orderWithin, order }: WebhookValues, { keyed }: Provider): ReadonlyArray<{ readonly capability: Capability; readonly because: string }> {
  const asks: Array<[Capability, string, boolean]> = [
    ['queue', 'webhook()', true],
    ['orderPerKey', `the option order: "${order ?? 'key'}"`, order === undefined ? keyed : order !== 'none'],
    ['delay', 'the option orderWithin', orderWithin > 0],
  ];
  return asks.filter(([, , asked]) => asked).map(([capability, because]) => ({ capability, because }));
}

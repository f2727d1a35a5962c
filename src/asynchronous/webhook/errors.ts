import { defineErrors } from '../../kernel/error.ts';

/** Errors of webhooks. */
export const webhookErrors = defineErrors({
  WEBHOOK_SIGNATURE_MISSING: {
    category: 'unauthenticated',
    why: 'Nothing proves who sent this, and nothing unsigned is taken.',
    fix: 'Send it signed, as the provider documents; check that no proxy removes the header that the message names.',
  },
  WEBHOOK_SIGNATURE_MALFORMED: {
    category: 'unauthenticated',
    why: 'The signature does not have the form that the provider documents.',
    fix: 'Check that the endpoint is of the right provider, and that no proxy changes its headers.',
  },
  WEBHOOK_SIGNATURE_WRONG: {
    category: 'unauthenticated',
    why: 'No secret of this endpoint made this signature over these bytes: the secret is another one, or the request was changed on its way.',
    fix: 'Compare `secrets` with the secret that the provider shows; where the address is signed, name it with `url` or the proxies with `trustedProxies`.',
  },
  WEBHOOK_EXPIRED: {
    category: 'unauthenticated',
    why: 'A signature counts for a short time only, so that what was overheard can\'t be sent again later.',
    fix: 'Check the clocks of both sides; `tolerance` of the endpoint says how far they may differ.',
  },
  WEBHOOK_SOURCE_REFUSED: {
    category: 'forbidden',
    why: 'This endpoint takes deliveries from some addresses only.',
    fix: 'Add the range to `allow`; behind a proxy, name the proxy in `trustedProxies`.',
  },
  WEBHOOK_BODY_UNREADABLE: {
    category: 'invalid',
    why: 'The delivery is signed as it should be, and its body is not what this provider sends.',
    fix: 'Look at it with `isthmus webhook show`, and check that the endpoint is of the right provider.',
  },
  WEBHOOK_BUSY: {
    category: 'unavailable',
    why: 'More deliveries arrive than can be stored, and none may wait in memory without end.',
    fix: 'Send it again later, as senders do by themselves; `accepting` of the endpoint is the limit.',
  },
  WEBHOOK_NOT_STORED: {
    category: 'unavailable',
    why: 'A delivery is answered with success only once it is durable, and storing it failed.',
    fix: 'Send it again, as senders do by themselves; the log has the cause.',
  },
  WEBHOOK_PROVIDER_UNREACHABLE: {
    category: 'unavailable',
    why: 'The provider has to be asked, for its certificate or to confirm a subscription, and it does not answer.',
    fix: 'Send it again, as senders do by themselves; check that the app may reach the provider.',
  },
  WEBHOOK_SECRET_MISSING: {
    category: 'misconfigured',
    why: 'Without a secret nothing can be verified, and nothing unverified is taken.',
    fix: 'Give `secrets`, most often from an environment variable: `secrets: () => process.env.STRIPE_WEBHOOK_SECRET`.',
  },
  WEBHOOK_SECRET_INVALID: {
    category: 'misconfigured',
    why: 'The secret or key does not have the form that this provider gives out.',
    fix: 'Copy it again from the provider, whole and without quotation marks or line ends.',
  },
  WEBHOOK_PATH_TAKEN: {
    category: 'misconfigured',
    why: 'One address is one endpoint: its links share the provider, the secrets and the limits.',
    fix: 'Make the options equal, or give one of the links another `path`.',
  },
  WEBHOOK_UNKNOWN: {
    category: 'not-found',
    why: 'An endpoint is known by its path, or by its provider where only one endpoint is of it.',
    fix: 'Name one of those that `isthmus webhook list --endpoints` shows.',
  },
  WEBHOOK_DELIVERY_UNKNOWN: {
    category: 'not-found',
    why: 'There never was such a delivery, or it is kept no longer.',
    fix: 'List the deliveries with `isthmus webhook list`; `keep` of the endpoint says for how long they stay.',
  },
  WEBHOOK_NOT_REPLAYABLE: {
    category: 'conflict',
    why: 'Only what was verified is handed to handlers, and only what is still there.',
    fix: 'Have the sender send it again.',
  },
  WEBHOOK_SAMPLE_UNKNOWN: {
    category: 'invalid',
    why: 'A test plays the sender, and needs an event that this provider sends.',
    fix: 'Name one of the types that the message lists, or give the body with --data.',
  },
});

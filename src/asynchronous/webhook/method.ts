import type { Method } from '../../driver/method.ts';
import type { Secrets } from './options.ts';
import type { Provider } from './provider.ts';

/** A method with what must not stand on the map. */
export interface WebhookMethod extends Method<'event'> {
  readonly provider: Provider;
  readonly secrets: Secrets;
}

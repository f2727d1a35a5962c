import type { PlannedLink } from '../../driver/method.ts';
import type { Event } from '../../kernel/contract.ts';
import { valuesFrom } from '../delivery/options.ts';
import type { QueuePlan } from '../queue/plan.ts';
import { webhookFields } from './options.ts';
import type { WebhookValues } from './options.ts';
import type { WebhookMethod } from './method.ts';

export const valuesOf = (link: PlannedLink): WebhookValues => valuesFrom(webhookFields, link);

/** Links reach this method's runner only with the method that webhook() made. */
export const methodOf = (link: PlannedLink): WebhookMethod => link.method as WebhookMethod;

export const queueName = (link: PlannedLink): string => valuesOf(link).name ?? `webhooks.${link.to[0]}.${link.contract.name}`;

/** The queue behind a link. */
export function queuePlan(link: PlannedLink): QueuePlan {
  const { name: _name, orderWithin, ...values } = valuesOf(link);
  const contract = link.contract as Event;
  const order = values.order ?? (contract.key !== undefined || methodOf(link).provider.keyed ? 'key' : 'none');
  return {
    name: queueName(link), contract, links: [link], order,
    values: { ...values, name: queueName(link), order, receivers: 1, timeToLive: 0, delay: orderWithin > 0, priority: false, deduplicationWindow: 0, claimCheckAbove: 0 },
  };
}

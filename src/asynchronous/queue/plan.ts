import type { QueueDeclaration } from '../../driver/queue.ts';
import type { EngineLimits } from '../../driver/engine.ts';
import type { PlannedLink } from '../../driver/method.ts';
import type { Event } from '../../kernel/contract.ts';
import { deliveryPolicy, valuesFrom } from '../delivery/options.ts';
import type { ConsumerPolicy } from '../delivery/policy.ts';
import { queueFields } from './options.ts';
import type { QueueValues } from './options.ts';

/** One queue and the links that share it. */
export interface QueuePlan {
  readonly name: string;
  readonly contract: Event;
  readonly values: QueueValues;
  readonly links: readonly PlannedLink[];
  readonly order: ConsumerPolicy['order'];
}

export const valuesOf = (link: PlannedLink): QueueValues => valuesFrom(queueFields, link);

export function queueName(link: PlannedLink): string {
  return valuesOf(link).name ?? `${link.to[0]}.${link.contract.name}`;
}

/** The order of a queue: as asked, else as the event says. */
export function orderOf(link: PlannedLink): ConsumerPolicy['order'] {
  const { order } = valuesOf(link);
  return order ?? ((link.contract as Event).key === undefined ? 'none' : 'key');
}

/** The queues of all links. */
export function planQueues(links: readonly PlannedLink[]): readonly QueuePlan[] {
  const groups = Map.groupBy(links, queueName);
  return Array.from(groups, ([name, own]) => {
    const [first] = own as [PlannedLink];
    return { name, contract: first.contract as Event, values: valuesOf(first), links: own, order: orderOf(first) };
  });
}

export function declarationOf({ name, order, values }: QueuePlan): QueueDeclaration {
  return { name, lanes: order === 'none' ? 0 : order === 'global' ? 1 : values.lanes, deduplicationWindow: values.deduplicationWindow };
}

/** How the queue delivers: its options, with the policies of the link where it has them, within the limits of the engine. */
export function policyOf({ values, links, order }: QueuePlan, limits: EngineLimits): ConsumerPolicy {
  return { order, ...deliveryPolicy(values, links[0]?.policies ?? {}, limits), window: values.prefetch * values.receivers };
}

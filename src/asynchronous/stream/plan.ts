import type { EngineLimits } from '../../driver/engine.ts';
import type { PlannedLink } from '../../driver/method.ts';
import type { StreamDeclaration } from '../../driver/stream.ts';
import type { Event } from '../../kernel/contract.ts';
import type { HandlerBinding } from '../../kernel/handler.ts';
import { deliveryPolicy, valuesFrom } from '../delivery/options.ts';
import type { ConsumerPolicy } from '../delivery/policy.ts';
import { logFields, streamFields } from './options.ts';
import type { StreamValues } from './options.ts';

/** One group: a receiving service and the link that says how it reads. */
export interface GroupPlan {
  readonly name: string;
  readonly link: PlannedLink;
  readonly handler: HandlerBinding;
}

/** One stream, the links that share it, and its groups in this app. */
export interface StreamPlan {
  readonly name: string;
  readonly contract: Event;
  readonly links: readonly PlannedLink[];
  readonly groups: readonly GroupPlan[];
}

export const valuesOf = (link: PlannedLink): StreamValues => valuesFrom(streamFields, link);

export const streamName = (link: PlannedLink): string => valuesOf(link).name ?? link.contract.name;

/** What belongs to the stream, not to one of its groups. */
export function logValues(link: PlannedLink): Readonly<Record<string, unknown>> {
  const values: Readonly<Record<string, unknown>> = valuesOf(link);
  return Object.fromEntries(Object.keys(logFields).map((name) => [name, values[name]]));
}

export function planStreams(links: readonly PlannedLink[]): readonly StreamPlan[] {
  return Array.from(Map.groupBy(links, streamName), ([name, own]) => ({
    name, links: own, contract: own[0]?.contract as Event, groups: groupsOf(own),
  }));
}

/** A service that several links lead to is one group. */
function groupsOf(links: readonly PlannedLink[]): readonly GroupPlan[] {
  const groups = new Map<string, GroupPlan>();
  for (const link of links) for (const [name, handler] of link.handlers) if (!groups.has(name)) groups.set(name, { name, link, handler });
  return Array.from(groups.values());
}

export function declarationOf({ name, links }: StreamPlan): StreamDeclaration {
  const { partitions, retention, retentionSize, compact } = valuesOf(links[0] as PlannedLink);
  return { name, partitions, retentionTime: retention, retentionSize, compact };
}

export function policyOf({ link }: GroupPlan, limits: EngineLimits): ConsumerPolicy {
  const values = valuesOf(link);
  const order = values.order ?? ((link.contract as Event).key === undefined ? 'none' : 'key');
  return { order, ...deliveryPolicy(values, link.policies, limits), window: values.window * values.members };
}

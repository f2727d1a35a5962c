import type { MethodHost, PlannedLink } from '../../driver/method.ts';
import { MessageSpans } from '../../telemetry/message-spans.ts';
import type { ConsumerSetting } from './item.ts';

/** How one consumer of a link is measured and traced. `group`: streams. */
export function measured(host: Pick<MethodHost, 'meter' | 'tracing' | 'declaredEngineOf'>, link: PlannedLink, receiver: string, name: string, group?: string): Pick<ConsumerSetting, 'meter' | 'spans'> {
  const meter = host.meter(link, receiver);
  if (host.tracing === undefined) return { meter, spans: undefined };
  const { inside, kind } = host.declaredEngineOf(link);
  return { meter, spans: new MessageSpans(host.tracing, { link: link.name, service: receiver, system: inside ? 'isthmus' : kind, name, group, inside }) };
}

import type { MethodHost, MethodRunner, PlannedLink, RunningMethod } from '../../driver/method.ts';
import { checkStreams } from './check.ts';
import { planStreams, streamName } from './plan.ts';
import { RunningStream } from './running.ts';

/** Serves all stream links of an app. */
export const streamRunner: MethodRunner = {
  name: 'stream',
  check: checkStreams,
  open,
};

async function open(links: readonly PlannedLink[], host: MethodHost): Promise<RunningMethod> {
  const streams = new Map<string, RunningStream>();
  for (const plan of planStreams(links)) streams.set(plan.name, await RunningStream.open(plan, host));
  const byLink = new Map(links.map((link) => [link, streams.get(streamName(link)) as RunningStream]));
  const all = Array.from(streams.values());
  const of = (link: PlannedLink): RunningStream => byLink.get(link) as RunningStream;
  return {
    start: async () => void (await Promise.all(all.map((stream) => stream.start()))),
    outgoing: (link, message, options, caller) => of(link).outgoing(message, options, caller),
    attributes: (link) => ({ 'messaging.destination.name': streamName(link) }),
    stream: of,
    drain: async (signal) => void (await Promise.all(all.map((stream) => stream.drain(signal)))),
    close: async () => void (await Promise.all(all.map((stream) => stream.close()))),
  };
}

import type { MethodHost, MethodRunner, PlannedLink, RunningMethod } from '../../driver/method.ts';
import { checkQueues } from './check.ts';
import { planQueues, queueName } from './plan.ts';
import { RunningQueue } from './running.ts';

/** Serves all queue links of an app. */
export const queueRunner: MethodRunner = {
  name: 'queue',
  check: checkQueues,
  open,
};

async function open(links: readonly PlannedLink[], host: MethodHost): Promise<RunningMethod> {
  const queues = new Map<string, RunningQueue>();
  for (const plan of planQueues(links)) queues.set(plan.name, await RunningQueue.open(plan, host));
  const byLink = new Map(links.map((link) => [link, queues.get(queueName(link)) as RunningQueue]));
  const all = Array.from(queues.values());
  const of = (link: PlannedLink): RunningQueue => byLink.get(link) as RunningQueue;
  return {
    start: async () => void (await Promise.all(all.map((queue) => queue.start()))),
    outgoing: (link, message, options, caller) => of(link).outgoing(message, options, caller),
    attributes: (link) => ({ 'messaging.destination.name': queueName(link) }),
    queue: (link) => of(link).administration,
    drain: async (signal) => void (await Promise.all(all.map((queue) => queue.drain(signal)))),
    close: async () => void (await Promise.all(all.map((queue) => queue.close()))),
  };
}

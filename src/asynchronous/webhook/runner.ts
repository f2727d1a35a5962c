import type { KeyObject } from 'node:crypto';
import type { MethodHost, MethodRunner, PlannedLink, RunningMethod } from '../../driver/method.ts';
import type { StateStore } from '../../driver/state-store.ts';
import { guarded } from '../../http/dispatch.ts';
import { httpErrors } from '../../http/errors.ts';
import { RunningQueue } from '../queue/running.ts';
import { Webhooks } from './administration.ts';
import { checkWebhooks } from './check.ts';
import { Door } from './door.ts';
import { webhookErrors } from './errors.ts';
import { OtherDeliveries } from './others.ts';
import { taker } from './outgoing.ts';
import type { Way } from './outgoing.ts';
import { methodOf, queueName, queuePlan, valuesOf } from './plan.ts';
import { GroupLedger } from './ledger.ts';
import { DeliveryRecords } from './records.ts';
import { SharedLedger } from './shared-ledger.ts';
import { RecordedWork } from './work.ts';

/** Serves all webhook links of an app. */
export const webhookRunner: MethodRunner = {
  name: 'webhook',
  check: checkWebhooks,
  open,
};

async function open(links: readonly PlannedLink[], host: MethodHost): Promise<RunningMethod> {
  refuseShared(links, host);
  const records = new DeliveryRecords(host.stateEngine.state as StateStore);
  const others = new OtherDeliveries(records, host, Math.max(...links.map((link) => valuesOf(link).keepRefused)));
  await others.load();
  const ways = new Map<PlannedLink, Way>();
  for (const link of links) ways.set(link, await wayOf(link, host, records));
  const doors = new Map<string, Door>();
  for (const [path, own] of Map.groupBy(links, (link) => valuesOf(link).path)) doors.set(path, doorOf(own, ways, host, records, others));
  for (const { parts: { ledger } } of doors.values()) await ledger.load();
  const queues = Array.from(ways.values(), ({ queue }) => queue);
  let taking = false;
  return {
    start: async () => {
      await Promise.all(queues.map((queue) => queue.start()));
      taking = true;
    },
    endpoint: guarded((request) => {
      const door = doors.get(request.path);
      if (door === undefined) return undefined;
      if (!taking) throw httpErrors.SERVER_DRAINING({ what: 'The app is starting or stopping.', retryAfter: 1_000 });
      return door.answer(request);
    }, host.log),
    webhooks: new Webhooks(doors, records, host),
    attributes: (link) => ({ 'messaging.destination.name': queueName(link) }),
    queue: (link) => (ways.get(link) as Way).queue.administration,
    drain: async (signal) => {
      taking = false;
      await Promise.race([Promise.all(Array.from(doors.values(), (door) => door.idle())), aborted(signal)]);
      await others.settled;
      await Promise.all(queues.map((queue) => queue.drain(signal)));
    },
    close: async () => void (await Promise.all(queues.map((queue) => queue.close()))),
  };
}

/** Another method that answers at the same address would never be asked. */
function refuseShared(links: readonly PlannedLink[], { links: all }: MethodHost): void {
  for (const link of links) {
    const { path } = valuesOf(link);
    const other = all.find(({ method: { name, options } }) => name !== 'webhook' && options['path'] === path && (options['method'] ?? 'POST') === 'POST');
    if (other !== undefined) throw webhookErrors.WEBHOOK_PATH_TAKEN({ what: `The links "${link.name}" and "${other.name}" both answer POST at ${path}.`, why: 'One address has one method: a webhook takes everything that comes there.' });
  }
}

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));

async function wayOf(link: PlannedLink, host: MethodHost, records: DeliveryRecords): Promise<Way> {
  const plan = queuePlan(link);
  const values = valuesOf(link);
  const queue = await RunningQueue.open(plan, host, {
    unchecked: true,
    work: (inner) => new RecordedWork(inner, { queue: plan.name, host, records, values }),
  });
  return { plan, link: link.name, queue, values, takes: taker(values.events) };
}

function doorOf(links: readonly PlannedLink[], ways: ReadonlyMap<PlannedLink, Way>, host: MethodHost, records: DeliveryRecords, others: OtherDeliveries): Door {
  const [first] = links as [PlannedLink];
  const { provider } = methodOf(first);
  const values = valuesOf(first);
  const secrets = secretsOf(first);
  const { path: endpoint, keep, deduplicationWindow, remembered } = values;
  const alone = host.declaredEngineOf(first).inside && host.engineOf(first) === host.stateEngine;
  const parts = { records, host, endpoint, keep, deduplicationWindow, remembered };
  const ledger = alone ? new GroupLedger(parts) : new SharedLedger(parts);
  return new Door({ provider, secrets, keys: secrets.map((secret) => keyOf(first, secret)), values, ways: links.map((link) => ways.get(link) as Way), host, ledger, others });
}

function secretsOf(link: PlannedLink): readonly string[] {
  const { secrets, provider } = methodOf(link);
  const given = typeof secrets === 'function' ? secrets() : secrets;
  const all = typeof given === 'string' ? [given] : (given ?? []);
  if (all.length > 0 && all.every((each) => typeof each === 'string' && each.trim() !== '')) return all;
  throw webhookErrors.WEBHOOK_SECRET_MISSING(`The link "${link.name}" has no secret; ${provider.name} needs ${provider.secretWords}.`);
}

function keyOf(link: PlannedLink, secret: string): KeyObject {
  const { provider } = methodOf(link);
  try {
    return provider.key(secret);
  } catch (error) {
    throw webhookErrors.WEBHOOK_SECRET_INVALID({ what: `A secret of the link "${link.name}" is not ${provider.secretWords}.`, cause: error });
  }
}

import type { MethodHost, MethodRunner, PlannedLink, RunningMethod } from '../../driver/method.ts';
import type { StateStore } from '../../driver/state-store.ts';
import { checkJobs } from './check.ts';
import { Jobs } from './port.ts';
import { JobRecords } from './record.ts';
import { RunningJobs } from './running.ts';

/** Serves all job links of an app. */
export const jobRunner: MethodRunner = {
  name: 'job',
  check: checkJobs,
  open,
};

async function open(links: readonly PlannedLink[], host: MethodHost): Promise<RunningMethod> {
  const records = new JobRecords(host.stateEngine.state as StateStore);
  const byOperation = new Map<string, RunningJobs>();
  for (const link of links) if (!byOperation.has(link.contract.name)) byOperation.set(link.contract.name, await RunningJobs.open(link, host, records));
  const all = Array.from(byOperation.values());
  const of = (link: PlannedLink): RunningJobs => byOperation.get(link.contract.name) as RunningJobs;
  return {
    start: async () => void (await Promise.all(all.map((jobs) => jobs.start()))),
    submit: (link, input, options, parent) => of(link).submit(input, options, parent),
    contended: async (error, effects) => {
      for (const { contention } of all) {
        const instead = await contention.resolve(error, effects, host.clock.now());
        if (instead !== undefined) return instead;
      }
      return undefined;
    },
    jobs: new Jobs(records, byOperation),
    attributes: (link) => ({ 'messaging.destination.name': `jobs.${link.contract.name}` }),
    queue: (link) => of(link).administration,
    drain: async (signal) => void (await Promise.all(all.map((jobs) => jobs.drain(signal)))),
    close: async () => void (await Promise.all(all.map((jobs) => jobs.close()))),
  };
}

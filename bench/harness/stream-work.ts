import type { Figures } from './benchmark.ts';
import { offer } from './contestant.ts';
import { meter, rateFigures } from './cpu.ts';
import { Arrivals, inFlight } from './flow.ts';
import { booking, indexOf } from './payload.ts';
import type { Service } from './services.ts';
import type { StreamContestant } from './stream-contestant.ts';

interface StreamTask {
  readonly messages: number;
  readonly warmup: number;
  readonly group: number;
  readonly directory: string;
  readonly service: Service | undefined;
}

/** Makes a process a contestant of the stream benchmark. */
export function offerStream(contestant: StreamContestant): void {
  offer({
    async measure(task: StreamTask): Promise<Figures> {
      await contestant.open(task.directory);
      try {
        return await measure(contestant, task);
      } finally {
        await contestant.close();
      }
    },
  });
}

async function measure(contestant: StreamContestant, task: StreamTask): Promise<Figures> {
  const { messages, warmup, group, service } = task;
  await inFlight(warmup, group, (index) => contestant.append(booking(index)));
  const single = meter(service);
  await inFlight(messages, group, (index) => contestant.append(booking(warmup + index)));
  const figures = rateFigures('append', messages, single());
  const grouped = meter(service);
  for (let first = warmup + messages; first < warmup + messages * 2; first += group)
    await contestant.appendGroup(Array.from({ length: group }, (_, index) => booking(first + index)));
  return { ...figures, ...rateFigures('group', messages, grouped()), ...(await readBack(contestant, task)) };
}

/** The clock starts once as many messages as the warm-up had were read. */
async function readBack(contestant: StreamContestant, { messages, warmup, service }: StreamTask): Promise<Figures> {
  const total = warmup + messages * 2;
  const arrivals = new Arrivals(total);
  let cost: ReturnType<typeof meter> | undefined;
  await contestant.reopen();
  await contestant.read(total, (message) => {
    arrivals.add(indexOf(message));
    if (arrivals.count === warmup) cost = meter(service);
  });
  await arrivals.complete;
  return cost === undefined ? {} : rateFigures('read', messages * 2, cost());
}

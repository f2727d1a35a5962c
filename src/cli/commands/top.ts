import { choice, duration, flag } from '../../kernel/option-kinds.ts';
import { command } from '../command.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { sayJson } from '../output/text.ts';
import { findRunning } from '../running/find-running.ts';
import { appField } from '../running/options.ts';
import { orders, picture, sorted } from '../top/screen.ts';
import type { Order } from '../top/screen.ts';
import { sampled, samples, watch } from '../top/watch.ts';
import type { Find } from '../top/watch.ts';

export default command({
  description: 'Each link with its rates, the latency of its handlers over the last minutes, and what waits. In a terminal it is drawn anew each second: `q` leaves, `s` sorts by something else. Where output is piped, one picture.',
  options: {
    ...appField,
    interval: duration({ description: 'The time between two looks; 10 ms for each link at least, so that looking costs the app less than 1 % of a core.', fallback: 1_000, minimum: 200, maximum: 60_000 }),
    sort: choice(orders, { description: 'What comes first; `map`: as the links were declared.', fallback: 'rate' }),
    once: flag({ description: 'One picture, also in a terminal.', fallback: false }),
    watch: flag({ description: 'With --json: one document each interval, each on a line of its own, until it is interrupted.', fallback: false }),
  },
  examples: [
    { line: 'isthmus top', about: 'What happens now.' },
    { line: 'isthmus top --once --sort depth', about: 'Where most waits.' },
    { line: 'isthmus top --json --watch', about: 'A line of JSON each second, for another program.' },
  ],
  async run({ app, interval, sort, once, watch: endless }, io) {
    const find: Find = () => findRunning(io, app);
    try {
      if (io.json && endless) await lines(io, find, interval);
      else if (io.terminal && !once) await watch(io, find, interval, sort);
      else await onePicture(io, find, interval, sort);
    } catch (error) {
      // A person leaves what never ends by interrupting it.
      if (!io.interrupted.aborted) throw error;
      return endless ? exitCodes.fine : exitCodes.interrupted;
    }
    return exitCodes.fine;
  },
});

async function onePicture(io: Io, find: Find, interval: number, order: Order): Promise<void> {
  const sample = await sampled(find, interval, io.interrupted);
  if (io.json) sayJson(io, { ...sample, links: sorted(sample.links, order) });
  else io.stdout.write(picture(io, sample, { order, height: undefined }));
}

async function lines(io: Io, find: Find, interval: number): Promise<void> {
  for await (const sample of samples(find, interval, io.interrupted)) io.stdout.write(`${JSON.stringify(sample)}\n`);
}

import { required } from '../../../kernel/options.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { paint } from '../../output/style.ts';
import { table } from '../../output/table.ts';
import { sayJson } from '../../output/text.ts';
import { ago, details, span } from '../../running/format.ts';
import { appField, queueName } from '../../running/options.ts';
import type { List, ParkedKey, QueueShown } from '../../running/views.ts';
import { queuePlace } from './place.ts';

export default command({
  description: 'The depth of one queue and the keys whose messages wait behind a dead letter.',
  positionals: { queue: required(queueName) },
  options: appField,
  examples: [{ line: 'isthmus queue show orders', about: 'How deep the queue is, and which keys are parked.' }],
  async run({ app, queue }, io) {
    const { api, resource } = await queuePlace(io, app, queue);
    const shown = await api.ask<QueueShown>(resource);
    const parked = await api.ask<List<ParkedKey>>(`${resource}/parked-keys`, { query: { limit: 100 } });
    if (io.json) sayJson(io, { ...shown, parkedKeys: parked.items, ...(parked.next === undefined ? {} : { next: parked.next }) });
    else {
      io.stdout.write(details(io, factsOf(shown)));
      if (parked.items.length > 0) io.stdout.write(`\n${paint(io, 'title', 'Parked keys')}\n${table<ParkedKey>(io, [
        { title: 'KEY', value: ({ key }) => key ?? '(a single message)', style: () => 'name', shrinks: true },
        { title: 'STATE', value: ({ state }) => (state === 'active' ? 'being worked off' : state) },
        { title: 'SINCE', value: ({ since }) => ago(since) },
        { title: 'WAITING', value: ({ waiting }) => waiting, align: 'right' },
        { title: 'DEAD LETTER', value: ({ deadLetter }) => deadLetter },
      ], parked.items)}`);
    }
    return exitCodes.fine;
  },
});

function factsOf({ name, contract, links, paused, ready, inFlight, delayed, retrying, parked, deadLetters, oldestAge }: QueueShown): ReadonlyArray<readonly [string, string | number | undefined]> {
  return [
    ['queue', name], ['carries', contract], ['links', links.join(', ')], ['state', paused ? 'paused' : 'running'], ['waiting', ready], ['running', inFlight], ['delayed', delayed],
    ['retrying', retrying], ['parked', parked], ['dead', deadLetters], ['oldest', (oldestAge ?? 0) === 0 ? undefined : span(oldestAge)],
  ];
}

import { handle, integration, link, service } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { stream } from 'isthmus/stream';
import { booked } from './bookings.ts';
import type { Handler } from '../harness/queue-contestant.ts';
import { offerStream } from '../harness/stream-work.ts';

type App = ReturnType<typeof integration>;

let app: App | undefined;
let directory = '';

/** One group of its own for each name: `writer` is there from the start and reads nothing of note, `reader` comes later. */
async function start(name: string, handler: Handler): Promise<void> {
  const reader = service(name, [handle(booked, handler)]);
  app = integration({
    name: 'bench',
    engine: embedded({ directory }),
    services: [reader],
    links: [link({ from: reader, to: reader, contract: booked, via: stream({ partitions: 8, from: 'beginning' }) })],
    http: false,
  });
  await app.start();
}

const running = (): App => {
  if (app === undefined) throw new Error('not open');
  return app;
};

offerStream({
  async open(given) {
    directory = given;
    await start('writer', () => {});
  },
  append: (message) => running().emit(booked, message),
  appendGroup: (messages) => Promise.all(messages.map((message) => running().emit(booked, message))),
  reopen: () => running().stop(),
  async read(count, handler) {
    const { promise, resolve } = Promise.withResolvers<void>();
    let seen = 0;
    await start('reader', (message) => {
      handler(message);
      if ((seen += 1) === count) resolve();
    });
    await promise;
  },
  close: () => running().stop(),
});

import { handle, integration, link, service } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { stream } from 'isthmus/stream';
import { booked } from './bookings.ts';
import type { Booking } from '../harness/payload.ts';
import { offerStream } from '../harness/stream-work.ts';

type App = ReturnType<typeof integration>;

let app: App | undefined;
let directory = '';

/** A group for each name. A link has its reader from the start: `writer` stays with its first messages, so that nothing but writing is done; `reader` comes later. */
async function start(name: string, handler: (message: Booking) => void | Promise<void>): Promise<void> {
  const reader = service(name, [handle(booked, handler)]);
  app = integration({
    name: 'bench',
    engine: embedded({ directory }),
    services: [reader],
    links: [link({ from: reader, to: reader, contract: booked, via: stream({}) })],
    http: false,
    drainWithin: '100ms',
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
    await start('writer', () => new Promise<void>(() => {}));
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

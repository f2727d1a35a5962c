import { handle, integration, link, service } from 'isthmus';
import type { TelemetryGiven } from 'isthmus';
import { embedded } from 'isthmus/embedded';
import { queue } from 'isthmus/queue';
import { booked } from './bookings.ts';
import type { Booking } from '../harness/payload.ts';
import type { Handler, QueueContestant } from '../harness/queue-contestant.ts';

type App = ReturnType<typeof integration>;

/** An app with one queue. `opened`: told of the app once it runs. */
export function queueApp(telemetry: TelemetryGiven = {}, opened: (app: App) => void = () => {}): QueueContestant {
  let app: App | undefined;
  let handler: Handler | undefined;
  let open: () => void = () => {};
  // A link has its consumer from the start: until the measurement lets it go, the first messages wait in their handlers.
  const gate = new Promise<void>((resolve) => (open = resolve));
  const take = (message: Booking): void | Promise<void> => (handler === undefined ? gate.then(() => handler?.(message)) : handler(message));
  const running = (): App => {
    if (app === undefined) throw new Error('not open');
    return app;
  };
  return {
    bulk: { batch: 1, parallel: 2_000 },
    async open(directory) {
      const desk = service('desk', [handle(booked, take)]);
      app = integration({
        name: 'bench', telemetry,
        engine: embedded({ directory }),
        services: [desk],
        links: [link({ from: desk, to: desk, contract: booked, via: queue({ concurrency: 64 }) })],
        http: false,
      });
      await app.start();
      opened(app);
    },
    send: (message) => running().emit(booked, message),
    sendMany: (messages) => Promise.all(messages.map((message) => running().emit(booked, message))),
    async consume(next) {
      handler = next;
      open();
    },
    close: () => running().stop(),
  };
}

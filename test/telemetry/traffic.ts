import { z } from 'zod';
import { event, handle, integration, link, operation, party, service, silentLog } from 'isthmus';
import type { Integration, TelemetryGiven } from 'isthmus';
import { memory } from 'isthmus/memory';
import { queue } from 'isthmus/queue';
import { rest } from 'isthmus/rest';
import { until } from '../until.ts';

const seat = z.object({ passenger: z.string() });
const book = operation('bookings.create', { input: seat, output: z.object({ booked: z.boolean() }), effect: 'write' });
const booked = event('bookings.booked', { data: seat, key: 'passenger' });

/** A request that fills a queue. */
function app(telemetry: TelemetryGiven): Integration {
  const web = party('web', { kind: 'browser' });
  const desk = service('desk', [handle(book, async (input, { emit }) => {
    await emit(booked, input);
    return { booked: true };
  })]);
  const clerk = service('clerk', [handle(booked, () => undefined)]);
  return integration({
    name: 'traffic', engine: memory(), log: silentLog, http: { port: 0 }, telemetry, services: [desk, clerk], parties: [web],
    links: [link({ from: web, to: desk, contract: book, via: rest({ method: 'POST', path: '/bookings' }) }), link({ from: desk, to: clerk, contract: booked, via: queue({}) })],
  });
}

export async function during(work: (running: Integration) => Promise<void>, telemetry: TelemetryGiven = {}): Promise<void> {
  const running = await app(telemetry).start();
  try {
    await work(running);
  } finally {
    await running.stop();
  }
}

/** Books so many seats, and waits until their messages are handled. */
export async function traffic(running: Integration, count: number): Promise<void> {
  for (let each = 0; each < count; each += 1) {
    const response = await fetch(`${await running.url()}/bookings`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ passenger: `p${each}` }) });
    if (response.status !== 200) throw new Error(await response.text());
  }
  await until(async () => (await running.measurements()).links.find(({ method }) => method === 'queue')?.receivers[0]?.totals.handled === count, () => 'not all were handled');
}

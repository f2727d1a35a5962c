import { setTimeout as sleep } from 'node:timers/promises';
import type { LinksNow } from '../../telemetry/now.ts';
import type { Io } from '../command.ts';
import { isOurs } from '../failure.ts';
import type { AdminApi } from '../running/admin-api.ts';
import { orders, picture } from './screen.ts';
import type { Order } from './screen.ts';
import { sampleOf } from './sample.ts';
import type { Sample } from './sample.ts';
import { Terminal } from './terminal.ts';

/** How the running app is found, each time anew, since it may be started again meanwhile. */
export type Find = () => Promise<AdminApi>;

/** Two looks make one sample. */
export async function sampled(find: Find, interval: number, signal: AbortSignal): Promise<Sample> {
  const api = await find();
  const before = await api.ask<LinksNow>('/links', { signal });
  await sleep(interval, undefined, { signal });
  return sampleOf(before, await api.ask<LinksNow>('/links', { signal }));
}

/** A look costs the app some 50 µs for each link, so an app with many is looked at less often: watching stays below 1 % of a core. */
const pauseForLink = 10;

/** Samples without end; throws where the app can't be reached any more. */
export async function* samples(find: Find, interval: number, signal: AbortSignal): AsyncGenerator<Sample, void, void> {
  const api = await find();
  for (let before = await api.ask<LinksNow>('/links', { signal }); ; ) {
    await sleep(Math.max(interval, before.items.length * pauseForLink), undefined, { signal });
    const now = await api.ask<LinksNow>('/links', { signal });
    yield sampleOf(before, now);
    before = now;
  }
}

/** The live picture, until a person leaves it. */
export async function watch(io: Io, find: Find, interval: number, order: Order): Promise<void> {
  const first = await find();
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, io.interrupted]);
  const live = new Live(io, left, order);
  try {
    let again = async (): Promise<AdminApi> => first;
    while (!signal.aborted) {
      await live.follow(samples(again, interval, signal), signal);
      again = find;
      await sleep(interval, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    live.close();
  }
}

/** What the screen shows, and what keys do to it. */
class Live {
  readonly #io: Io;
  readonly #left: AbortController;
  readonly #terminal: Terminal;
  #order: Order;
  #sample: Sample | undefined;
  #gone: string | undefined;

  constructor(io: Io, left: AbortController, order: Order) {
    this.#order = order;
    this.#io = io;
    this.#left = left;
    this.#terminal = new Terminal(process.stdout, io.stdin, (key) => this.#changed(key));
    this.#draw();
  }

  /** Shows samples for as long as the app answers. */
  async follow(all: AsyncIterable<Sample>, signal: AbortSignal): Promise<void> {
    try {
      for await (const sample of all) {
        this.#sample = sample;
        this.#gone = undefined;
        this.#draw();
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isOurs(error) || (error.category !== 'unavailable' && error.category !== 'unauthenticated')) throw error;
      this.#gone = 'The app does not answer; waiting for it to come back';
      this.#draw();
    }
  }

  close(): void {
    this.#terminal.close();
  }

  #changed(key: string | undefined): void {
    if (key === 'q' || key === 'Q' || key === '\u0003' || key === '\u001B') this.#left.abort();
    else if (key === 's') this.#order = orders[(orders.indexOf(this.#order) + 1) % orders.length] ?? 'rate';
    if (!this.#left.signal.aborted) this.#draw();
  }

  #draw(): void {
    const { width, height } = this.#terminal;
    const foot = `${this.#gone === undefined ? '' : `${this.#gone}   `}q leaves   s sorts (now by ${this.#order})`;
    const io = { terminal: true, width, color: this.#io.color };
    this.#terminal.draw(this.#sample === undefined ? `${this.#gone ?? 'Looking …'}\n\n${foot}` : picture(io, this.#sample, { order: this.#order, height, foot }));
  }
}

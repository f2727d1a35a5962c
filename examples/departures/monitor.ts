import type { Integration } from 'isthmus';
import type { ReplayClock } from './clock.ts';
import { rebookPassenger } from './contracts/passengers.ts';

/** Says in one line what happens. */
export class Monitor {
  readonly #app: Integration;
  readonly #clock: ReplayClock;
  /** Times (milliseconds) and counts of the last minute. */
  readonly #samples: Array<readonly [number, number]> = [];

  constructor(app: Integration, clock: ReplayClock) {
    this.#app = app;
    this.#clock = clock;
  }

  async read(): Promise<string> {
    const queue = await this.#app.queue(rebookPassenger);
    const { ready, retrying, deadLetters } = await queue.depth();
    const shown = new Date(this.#clock.time).toISOString().slice(0, 16).replace('T', ' ');
    return `${shown} · ${this.#perMinute()} events a minute · queue ${ready + retrying} · dead letters ${deadLetters}`;
  }

  #perMinute(): number {
    const now = performance.now();
    this.#samples.push([now, this.#clock.announced]);
    while (this.#samples.length > 2 && (this.#samples[1]?.[0] ?? now) < now - 60_000) this.#samples.shift();
    const [[since, before] = [now, 0]] = this.#samples;
    return now === since ? 0 : Math.round(((this.#clock.announced - before) / (now - since)) * 60_000);
  }
}

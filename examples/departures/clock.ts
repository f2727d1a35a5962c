import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Integration } from 'isthmus';
import { flightDelayed, flightDeparted } from './contracts/flights.ts';
import { query } from './data/database.ts';
import { isCancelled, isDelayed } from './data/flights.ts';
import type { Flight } from './data/flights.ts';

interface ClockOptions {
  readonly flights: readonly Flight[];
  readonly app: Pick<Integration, 'emit'>;
  readonly database: DatabaseSync;
  /** Times faster than real time. */
  readonly speed: number;
  readonly onError: (error: unknown) => void;
}

/** How often it began again, the position of the flight that leaves next, and the time it shows. */
interface Position {
  readonly replay: number;
  readonly next: number;
  /** Milliseconds since 1970, in 2001. */
  readonly time: number;
}

const mostAtOnce = 500;

/** Lets the flights of the timetable leave, the first one at the first start, and begins again after the last. */
export class ReplayClock {
  readonly #options: ClockOptions;
  readonly #stopping = new AbortController();
  #position: Position;
  #since = performance.now();
  #running: Promise<void> | undefined;
  #announced = 0;

  constructor(options: ClockOptions) {
    this.#options = options;
    const kept = query<Position>(options.database, 'SELECT replay, next, time FROM clock').get();
    this.#position = kept ?? { replay: 1, next: 0, time: this.#departureAt(0) };
  }

  /** The time it shows, milliseconds since 1970, in 2001. */
  get time(): number {
    return this.#running === undefined ? this.#position.time : this.#position.time + (performance.now() - this.#since) * this.#options.speed;
  }

  /** Events told since the start. */
  get announced(): number {
    return this.#announced;
  }

  start(): void {
    this.#since = performance.now();
    this.#running = this.#run(this.#stopping.signal);
  }

  /** Ends once what it is just telling is durable. The next start goes on from here. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#move({});
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#tick().catch(this.#options.onError);
      const pause = (this.#departureAt(this.#position.next) - this.time) / this.#options.speed;
      // Not sooner than 50 ms, so that at high speeds many events share a commit.
      await sleep(Math.min(Math.max(pause, 50), 1_000), undefined, { signal }).catch(() => {});
    }
  }

  /** Tells what is due, then keeps the position. A crash between the two tells it again, with the same ids. */
  async #tick(): Promise<void> {
    const { flights } = this.#options;
    const { replay, next } = this.#position;
    if (next >= flights.length) return this.#move({ replay: replay + 1, next: 0, time: this.#departureAt(0) });
    const due = this.#due(next);
    if (due.length === 0) return;
    const perOrigin = Map.groupBy(due, ({ origin }) => origin).values();
    await Promise.all([...perOrigin].map((each) => this.#announceInOrder(each, replay)));
    this.#move({ next: next + due.length });
  }

  #due(next: number): readonly Flight[] {
    const now = this.time;
    let end = next;
    while (end < next + mostAtOnce && this.#departureAt(end) <= now) end += 1;
    return this.#options.flights.slice(next, end);
  }

  async #announceInOrder(flights: readonly Flight[], replay: number): Promise<void> {
    for (const flight of flights) await this.#announce(flight, replay);
  }

  async #announce(flight: Flight, replay: number): Promise<void> {
    const { id, origin, destination, departure, delay } = flight;
    const data = { flight: id, origin, destination, departure, delay, replay };
    const name = { id: `${id}/${replay}`, subject: id };
    const cancelled = isCancelled(flight);
    if (isDelayed(flight)) await this.#tell(this.#options.app.emit(flightDelayed, { ...data, cancelled }, name));
    if (!cancelled) await this.#tell(this.#options.app.emit(flightDeparted, data, name));
  }

  async #tell(emitted: Promise<void>): Promise<void> {
    await emitted;
    this.#announced += 1;
  }

  #departureAt(position: number): number {
    const flight = this.#options.flights[position];
    return flight === undefined ? Number.POSITIVE_INFINITY : Date.parse(`${flight.departure}Z`);
  }

  #move(change: Partial<Position>): void {
    this.#position = { ...this.#position, time: this.time, ...change };
    this.#since = performance.now();
    const { replay, next, time } = this.#position;
    this.#options.database.prepare('INSERT OR REPLACE INTO clock (one, replay, next, time) VALUES (1, ?, ?, ?)').run(replay, next, Math.round(time));
  }
}

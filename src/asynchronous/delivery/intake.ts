import { alarm } from '../../kernel/clock.ts';
import type { Breath } from './breath.ts';
import type { Dispatcher } from './dispatcher.ts';
import { Item } from './item.ts';
import type { ConsumerSetting, Source } from './item.ts';

const batch = 512;
const firstPause = 50;
const longestPause = 5_000;

/** Takes messages out of one source as fast as they are handled. */
export class Intake {
  readonly #setting: ConsumerSetting;
  readonly #source: Source;
  readonly #dispatcher: Dispatcher;
  readonly #breath: Breath;
  readonly #handled: ReadonlySet<string>;
  #stopped = false;
  #running: Promise<void> | undefined;

  /** `handled`: messages that were handled before, and whose engine was not told yet. */
  constructor(setting: ConsumerSetting, source: Source, dispatcher: Dispatcher, breath: Breath, handled: ReadonlySet<string>) {
    this.#setting = setting;
    this.#source = source;
    this.#dispatcher = dispatcher;
    this.#breath = breath;
    this.#handled = handled;
  }

  start(): void {
    this.#running ??= this.#take();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Closes the source and resolves once nothing comes any more. */
  async close(): Promise<void> {
    this.#stopped = true;
    await this.#source.close();
    await this.#running;
  }

  async #take(): Promise<void> {
    let pause = firstPause;
    while (!this.#stopped) {
      await this.#ready();
      if (this.#stopped) return;
      try {
        const count = await this.#receive();
        if (count === 0) return;
        pause = firstPause;
      } catch (error) {
        if (this.#stopped) return;
        this.#setting.log.error('receiving failed and is tried again', { consumer: this.#setting.name, error });
        await new Promise<void>((resolve) => alarm(this.#setting.clock, pause, resolve));
        pause = Math.min(pause * 2, longestPause);
      }
    }
  }

  async #ready(): Promise<void> {
    while (!this.#stopped && !this.#dispatcher.hungry) await this.#dispatcher.hunger();
    if (!this.#breath.left) await new Promise<void>((resolve) => this.#breath.next(resolve));
  }

  async #receive(): Promise<number> {
    const deliveries = await this.#source.receive(Math.min(batch, this.#setting.policy.window));
    const items: Item[] = [];
    const suspects: Item[] = [];
    for (const delivery of deliveries) {
      const item = new Item(this.#setting, delivery.message, delivery, this.#source);
      this.#source.arrived(item);
      items.push(item);
      if (delivery.redelivered > 0) suspects.push(item);
    }
    if (suspects.length > 0) await this.#journal(suspects);
    for (const item of items) this.#arrive(item);
    this.#dispatcher.pump();
    return deliveries.length;
  }

  #arrive(item: Item): void {
    if (this.#handled.size > 0 && this.#handled.has(item.identity)) this.#dispatcher.settled(item);
    else this.#dispatcher.arrive(item);
  }

  /** After an unclean stop: writes down what is about to be handled, in case it ends the process again. */
  async #journal(items: readonly Item[]): Promise<void> {
    const { attempts, committer } = this.#dispatcher;
    const suspects = items.filter((item) => !attempts.known(item));
    if (suspects.length === 0) return;
    committer.write(attempts.open(suspects));
    await committer.flushed();
  }
}

import type { StateStore } from '../../driver/state-store.ts';
import { alarm } from '../../kernel/clock.ts';
import { breathOf } from './breath.ts';
import { Dispatcher } from './dispatcher.ts';
import { Expiry } from './expiry.ts';
import { Intake } from './intake.ts';
import type { ConsumerSetting, Source } from './item.ts';
import { lastWait } from './withdrawal.ts';

export interface ConsumerParts {
  readonly setting: ConsumerSetting;
  readonly state: StateStore;
  /** The process before this one ended uncleanly. */
  readonly recovered: boolean;
  /** What shares the event loop with it. */
  readonly owner: object;
}

/** One consumer: sources, the dispatcher between them and the handler, and what the store knows of it. */
export class Consumer {
  readonly dispatcher: Dispatcher;
  readonly #parts: ConsumerParts;
  readonly #sources: Source[] = [];
  readonly #intakes: Intake[] = [];
  #expiry: Expiry | undefined;

  constructor(parts: ConsumerParts) {
    const { setting, state, recovered, owner } = parts;
    this.#parts = parts;
    this.dispatcher = new Dispatcher(setting, state, this.#sources, breathOf(owner), recovered);
  }

  get setting(): ConsumerSetting {
    return this.#parts.setting;
  }

  /** How dead letters are discarded whose time is over, as long as it runs. */
  expires(expire: (before: number) => Promise<number | undefined>): void {
    const { name, clock, log, policy } = this.setting;
    this.#expiry = new Expiry({ name, clock, log, keep: policy.keepDeadLetters, expire });
  }

  /** Reads what the last process left. */
  async load(): Promise<void> {
    const { setting, state } = this.#parts;
    const { attempts, letters, parked } = this.dispatcher;
    await Promise.all([letters.load(), parked.load()]);
    const operations = await attempts.load(state, setting.clock.now());
    if (operations.length > 0) await setting.host.stateEngine.commit({ state: operations });
  }

  /** Begins to take messages from the sources. `handled`: those that were handled before, and whose engine was not told yet. */
  start(sources: readonly Source[], handled: ReadonlySet<string>): void {
    const { setting, owner } = this.#parts;
    for (const source of sources) {
      this.#sources.push(source);
      this.#intakes.push(new Intake(setting, source, this.dispatcher, breathOf(owner), handled));
    }
    this.dispatcher.resumption.start();
    for (const intake of this.#intakes) intake.start();
    this.#expiry?.start();
  }

  async drain(signal: AbortSignal): Promise<void> {
    this.#expiry?.stop();
    for (const intake of this.#intakes) intake.stop();
    await this.dispatcher.drain(signal);
  }

  async close(): Promise<void> {
    this.#expiry?.stop();
    for (const intake of this.#intakes) intake.stop();
    await this.#flushed();
    this.dispatcher.close();
    await Promise.all(this.#intakes.map((intake) => intake.close()));
  }
  /** An engine that takes nothing any more (a full disk, a lost server) must not keep the app from stopping: what is not durable comes again. */
  async #flushed(): Promise<void> {
    let disarm: (() => void) | undefined;
    const tooLate = new Promise<void>((resolve) => { disarm = alarm(this.setting.clock, lastWait, resolve); });
    await Promise.race([this.dispatcher.committer.flushed(), tooLate]);
    disarm?.();
  }
}

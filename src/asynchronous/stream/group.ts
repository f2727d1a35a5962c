import type { DeadLetterAdministration } from '../../driver/administration.ts';
import type { MethodHost } from '../../driver/method.ts';
import type { StateStore } from '../../driver/state-store.ts';
import type { SeekTarget, StreamDriver } from '../../driver/stream.ts';
import { DeliveryAdministration } from '../delivery/administration.ts';
import { Consumer } from '../delivery/consumer.ts';
import { decoderOf } from '../delivery/decode.ts';
import { guarded } from '../delivery/guard.ts';
import { handledBefore } from '../delivery/handled.ts';
import { keyOf } from '../delivery/key.ts';
import { measured } from '../delivery/measured.ts';
import { Finished } from './finished.ts';
import { policyOf, valuesOf } from './plan.ts';
import type { GroupPlan, StreamPlan } from './plan.ts';
import { StreamSource } from './source.ts';
import { StreamWork } from './work.ts';

/** One group of a stream: a service that reads it. */
export class RunningGroup {
  readonly deadLetters: DeadLetterAdministration;
  readonly #stream: StreamPlan;
  readonly #plan: GroupPlan;
  readonly #host: MethodHost;
  readonly #driver: StreamDriver;
  readonly #consumer: Consumer;
  readonly #finished: Finished;

  constructor(stream: StreamPlan, plan: GroupPlan, host: MethodHost, driver: StreamDriver) {
    const { link, name, handler } = plan;
    const { limits, inside } = host.declaredEngineOf(link);
    const state = host.stateEngine.state as StateStore;
    const consumer = `${stream.name}:${name}`;
    this.#stream = stream;
    this.#plan = plan;
    this.#host = host;
    this.#driver = driver;
    this.#finished = new Finished(consumer, state);
    this.#consumer = new Consumer({
      setting: {
        name: consumer, policy: policyOf(plan, limits), engine: host.engineOf(link), host, clock: host.clock, log: host.log, offsets: true,
        work: new StreamWork(decoderOf(stream.contract, 'data', host, inside), guarded(link, host, host.executor(link, name, handler))),
        identify: (_message, lane, position) => `${lane}:${position}`, callers: host.callersOn(stream.links), ...measured(host, link, name, stream.name, name),
      },
      state, recovered: host.stateEngine.recovered, owner: host,
    });
    const letters = new DeliveryAdministration(this.#consumer.setting, this.#consumer.dispatcher, {
      read: async (message) => message.data,
      check: async (data) => {
        const valid = await host.validate('data', stream.contract, data);
        return { data: valid, key: keyOf(stream.contract, valid) };
      },
      discard: () => [],
    });
    this.deadLetters = letters;
    this.#consumer.expires((before) => letters.expire(before));
  }

  async load(): Promise<void> {
    await this.#finished.load();
    await this.#consumer.load();
  }

  async start(): Promise<void> {
    const { from, window, members } = valuesOf(this.#plan.link);
    const before = await handledBefore(this.#host, this.#host.engineOf(this.#plan.link), this.#consumer.setting.name);
    for (const identity of before) this.#finished.identities.add(identity);
    const options = { stream: this.#stream.name, group: this.#plan.name, from, window };
    const sources = Array.from({ length: members }, () => new StreamSource(this.#finished).open(this.#driver, options, this.#consumer.dispatcher));
    this.#consumer.start(await Promise.all(sources), this.#finished.identities);
  }

  /** Moves the group; what was finished ahead of its place is read again too. */
  async seek(target: SeekTarget): Promise<void> {
    const { dispatcher } = this.#consumer;
    await dispatcher.committer.flushed();
    const before = this.#finished.clear();
    await this.#driver.seek(this.#stream.name, this.#plan.name, target);
    // A handler may have finished while the group moved.
    dispatcher.committer.write([...before, ...this.#finished.clear()]);
    await dispatcher.committer.flushed();
  }

  get paused(): boolean {
    return this.#consumer.dispatcher.paused;
  }

  pause(paused: boolean): void {
    this.#consumer.dispatcher.pause(paused);
  }

  drain(signal: AbortSignal): Promise<void> {
    return this.#consumer.drain(signal);
  }

  close(): Promise<void> {
    return this.#consumer.close();
  }
}

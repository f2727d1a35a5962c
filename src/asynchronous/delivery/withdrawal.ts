import { alarm } from '../../kernel/clock.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Aside } from './aside.ts';
import type { Committer } from './committer.ts';
import { deliveryErrors } from './errors.ts';
import type { ConsumerSetting, Item, Source } from './item.ts';
import type { Places } from './places.ts';
import { reduce } from './reducer.ts';
import type { Resumption } from './resumption.ts';
import type { Runner } from './runner.ts';

/** How long handlers that were told to stop, and an engine that does not answer, are waited for at the end, milliseconds. */
export const lastWait = 1_000;

export interface WithdrawalParts {
  readonly setting: ConsumerSetting;
  readonly places: Places;
  readonly aside: Aside;
  readonly runner: Runner;
  readonly committer: Committer;
  readonly resumption: Resumption;
}

/** Lets go of messages: lanes that move or are lost, and everything when the app stops. */
export class Withdrawal {
  readonly #parts: WithdrawalParts;

  constructor(parts: WithdrawalParts) {
    this.#parts = parts;
  }

  /** Lanes move to another receiver: what has not begun is void; resolves once what runs is settled. */
  async revoke(lanes: ReadonlySet<number>, source: Source): Promise<void> {
    const { runner, committer, setting } = this.#parts;
    this.#void(lanes, source);
    const running = new Set(runner.items().filter((item) => isOf(item, lanes, source)));
    while (runner.items().some((item) => running.has(item))) await pause(setting.clock, 5);
    await committer.flushed();
  }

  /** Lanes were lost, or sought elsewhere: what was received from them is void, its handlers are aborted. */
  lose(lanes: ReadonlySet<number>, source: Source): void {
    this.#void(lanes, source);
    for (const item of this.#parts.runner.items()) {
      if (!isOf(item, lanes, source)) continue;
      item.void = true;
      item.abort(deliveryErrors.DELIVERY_LOST(`"${this.#parts.setting.name}" lost the lane of a message that is being handled.`));
    }
  }

  #void(lanes: ReadonlySet<number>, source: Source): void {
    const { places, aside } = this.#parts;
    for (const item of Array.from(places.all())) {
      if (!isOf(item, lanes, source)) continue;
      item.void = true;
      item.disarm?.();
      aside.landed(item);
      if (places.waiting.delete(item)) aside.leave(item);
    }
  }

  /** Waits for what runs; at `signal` handlers are aborted, and what is unfinished goes back. */
  async drain(signal: AbortSignal): Promise<void> {
    const { runner, committer, resumption } = this.#parts;
    resumption.stop();
    this.#giveBack();
    let disarm: (() => void) | undefined;
    let giveUp = (): void => {};
    const tooLate = new Promise<void>((resolve) => { giveUp = resolve; });
    const abort = (): void => { disarm = this.#abortRunning(giveUp); };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    await runner.idle();
    await Promise.race([committer.flushed(), tooLate]);
    signal.removeEventListener('abort', abort);
    disarm?.();
  }

  #giveBack(): void {
    const { places, aside } = this.#parts;
    aside.drain();
    for (const item of Array.from(places.all())) {
      if (item.void) continue;
      aside.giveBack(item);
      // It may still stand behind a handler that fails meanwhile, and must not be parked with it.
      item.void = true;
    }
    places.clear();
  }

  /** Answers with how to call off that those who do not stop are left behind. */
  #abortRunning(giveUp: () => void): () => void {
    const { setting: { name, policy, clock }, runner } = this.#parts;
    const error = deliveryErrors.DELIVERY_DRAINED(`"${name}" stops while a handler runs.`);
    for (const item of runner.items()) {
      item.state = reduce(item.state, { type: 'drain' }, policy).state;
      item.abort(error);
    }
    let disarm = alarm(clock, Math.min(policy.grace, lastWait), () => {
      this.#abandonRunning();
      disarm = alarm(clock, lastWait, giveUp);
    });
    return () => disarm();
  }

  #abandonRunning(): void {
    const { setting, runner, aside } = this.#parts;
    for (const item of runner.items()) {
      runner.abandon(item);
      aside.release(item, reduce(item.state, { type: 'stuck' }, setting.policy));
    }
  }

  /** Lets go of everything, finished or not. */
  close(): void {
    const { resumption, places, runner, committer } = this.#parts;
    resumption.stop();
    places.clear();
    for (const item of runner.items()) runner.abandon(item);
    committer.close();
  }
}

const pause = (clock: Clock, time: number): Promise<void> => new Promise((resolve) => alarm(clock, time, resolve));

function isOf({ delivery, source }: Item, lanes: ReadonlySet<number>, of: Source): boolean {
  return delivery !== undefined && source === of && lanes.has(delivery.lane);
}

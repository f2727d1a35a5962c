import { categoryOf, IsthmusError } from '../../kernel/error.ts';
import type { Outcome } from '../../driver/method.ts';
import type { Aside } from './aside.ts';
import type { Committer, CommitObserver } from './committer.ts';
import type { Ending } from './ending.ts';
import { describeFailure, withAttempt } from './failure.ts';
import type { ConsumerSetting, Item } from './item.ts';
import type { Lines } from './lines.ts';
import { reduce } from './reducer.ts';
import type { DeliveryEvent } from './reducer.ts';
import type { RunObserver } from './runner.ts';
import { isConditional } from './unit.ts';

const succeeded: DeliveryEvent = { type: 'succeeded' };
const lost: ReadonlySet<string> = new Set(['SETTLED_LATE', 'SETTLED_TWICE']);

/** What handlers and commits answer, told to the reducer; then the rest is done as it says. */
export class Results implements RunObserver, CommitObserver {
  readonly #setting: ConsumerSetting;
  readonly #ending: Ending;
  readonly #lines: Lines;
  readonly #ended: () => void;
  #committer: Committer | undefined;
  #aside: Aside | undefined;

  /** `ended`: a place may be free. */
  constructor(setting: ConsumerSetting, ending: Ending, lines: Lines, ended: () => void) {
    this.#setting = setting;
    this.#ending = ending;
    this.#lines = lines;
    this.#ended = ended;
  }

  /** Where results go; they need each other. */
  open(committer: Committer, aside: Aside): void {
    this.#committer = committer;
    this.#aside = aside;
  }

  succeeded(item: Item, outcome: Outcome): void {
    if (item.void) this.#aside?.leave(item);
    else this.#finish(item, outcome);
    this.#ended();
  }

  #finish(item: Item, { effects }: Outcome): void {
    if (effects !== undefined) {
      item.effects = effects;
      item.holds = isConditional(effects);
    }
    this.#ending.done(item);
    this.#committer?.settle(item);
    // What may be refused has succeeded only once it is durable; its key waits until then.
    if (item.holds) return this.#lines.hold(item);
    item.state = reduce(item.state, succeeded, this.#setting.policy).state;
    this.#aside?.leave(item);
  }

  failed(item: Item, error: unknown): void {
    if (item.void) this.#aside?.leave(item);
    else this.#fail(item, error);
    this.#ended();
  }

  #fail(item: Item, error: unknown): void {
    const { policy, clock } = this.#setting;
    const retryAt = this.#ending.retryAt(item.state.attempts, error);
    const step = reduce(item.state, item.held ? { type: 'deferred', retryAt } : { type: 'failed', category: categoryOf(error), retryAt }, policy);
    if (!item.held && step.command !== 'return') {
      const { code, what } = describeFailure(error);
      item.record = withAttempt(item.record, item.state.attempts, item.failedAttempt(clock.now(), code, what));
    }
    item.state = step.state;
    if (step.command === 'wait') this.#setting.meter.retried();
    this.#aside?.follow(item, step, error);
  }

  timedOut(item: Item, error: unknown): void {
    const step = reduce(item.state, { type: 'timed-out' }, this.#setting.policy);
    item.state = step.state;
    if (step.command === 'abort') item.abort(error);
  }

  stuck(item: Item, error: unknown): void {
    const step = reduce(item.state, { type: 'stuck' }, this.#setting.policy);
    item.state = step.state;
    if (item.void) this.#aside?.leave(item);
    else this.#aside?.follow(item, step, error);
    this.#ended();
  }

  committed(item: Item): void {
    item.holds = false;
    item.state = reduce(item.state, succeeded, this.#setting.policy).state;
    this.#aside?.leave(item);
    this.#ended();
  }

  refused(item: Item, error: unknown): void {
    const { phase, attempts } = item.state;
    item.holds = false;
    item.effects = undefined;
    item.operations = undefined;
    if ((phase === 'running' || phase === 'done') && !(error instanceof IsthmusError && lost.has(error.code))) {
      item.state = { phase: 'running', attempts, abort: 'no' };
      return this.failed(item, error);
    }
    item.void = true;
    this.#aside?.unpark(item);
    this.#setting.log.warn('a message is delivered again', { consumer: this.#setting.name, error });
    this.#aside?.leave(item);
    this.#ended();
  }
}

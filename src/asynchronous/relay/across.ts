import type { Clock } from '../../kernel/clock.ts';
import { categoryOf } from '../../kernel/error.ts';
import type { Log } from '../../kernel/handler.ts';
import type { OpenEngine, Unit } from '../../driver/engine.ts';
import type { Effects, HandledMessages, OwnUnit } from '../../driver/method.ts';
import type { StateStore } from '../../driver/state-store.ts';
import { inboxOf } from '../delivery/handled.ts';
import type { Inbox } from '../delivery/handled.ts';
import { mergeUnits } from '../delivery/unit.ts';
import { Outbox } from './outbox.ts';
import { Relay } from './relay.ts';

/** How long a mark of the inbox is kept where its removal was lost, milliseconds. */
const keepMarks = 7 * 86_400_000;

export interface HandOverOptions {
  /** Keeps the outbox and the inbox. */
  readonly state: OpenEngine;
  /** Every other engine of the app, by its name on the map. */
  readonly others: ReadonlyMap<OpenEngine, string>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Way {
  readonly outbox: Outbox;
  readonly relay: Relay;
}

/**
 * Commits what belongs to several engines (decision 2 of the design): one state transaction writes effects, outbox and inbox; then the engine that
 * was consumed from is told; a relay sends the rest in order. Repeating the same unit after a fault writes the transaction only once.
 */
export class HandOver {
  readonly #state: OpenEngine;
  readonly #clock: Clock;
  readonly #inbox: Inbox;
  readonly #ways: ReadonlyMap<OpenEngine, Way>;
  /** Units whose transaction is written and whose own engine was not told yet. */
  readonly #written = new WeakSet<Unit>();

  constructor({ state, others, clock, log }: HandOverOptions) {
    this.#state = state;
    this.#clock = clock;
    this.#inbox = inboxOf(state);
    this.#ways = new Map(Array.from(others, ([engine, name]) => {
      const outbox = new Outbox(name, state.state as StateStore, clock);
      return [engine, { outbox, relay: new Relay(outbox, engine, state, log) }];
    }));
  }

  /** Goes on with what an earlier process left. */
  async start(): Promise<void> {
    for (const { outbox, relay } of this.#ways.values()) {
      await outbox.load();
      if (outbox.size > 0) relay.notify();
    }
  }

  /** Sends what waits, as long as the engines take it. */
  async drain(signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from(this.#ways.values(), ({ relay }) => relay.drain(signal)));
  }

  async stop(): Promise<void> {
    await Promise.all(Array.from(this.#ways.values(), ({ relay }) => relay.stop()));
  }

  /** Commits effects, once, with a method's own unit. */
  async commit(effects: Effects, own: OwnUnit | undefined): Promise<void> {
    if (own === undefined || own.engine === this.#state) return this.#transaction(effects, own?.unit ?? {}, undefined);
    if (!this.#written.has(own.unit)) await this.#transaction(effects, {}, own.handled);
    this.#written.add(own.unit);
    await this.#settle(own);
  }

  /** Where the engine refuses, the lease is over: the message comes again, and its mark in the inbox tells that it was handled. */
  async #settle({ engine, unit, handled }: OwnUnit): Promise<void> {
    try {
      await engine.commit(unit);
    } catch (error) {
      if (categoryOf(error) === 'conflict') return;
      throw error;
    }
    if (handled === undefined || handled.messages.length === 0) return;
    await this.#state.commit({ state: this.#inbox.remove(handled) });
    for (const identity of handled.messages) this.#inbox.of(handled.consumer).delete(identity);
  }

  async #transaction(effects: Effects, own: Unit, handled: HandledMessages | undefined): Promise<void> {
    const local = effects.get(this.#state);
    const foreign = [...effects].filter(([engine]) => engine !== this.#state);
    const marks = handled === undefined ? [] : this.#inbox.put(handled, this.#clock.now() + keepMarks);
    const leaving = foreign.map(([engine, unit]) => ({ way: this.#wayTo(engine), writes: this.#wayTo(engine).outbox.add(unit) }));
    const state = [...foreign.flatMap(([, unit]) => unit.state ?? []), ...leaving.flatMap(({ writes }) => writes), ...marks];
    await this.#state.commit(mergeUnits(mergeUnits(own, local ?? {}), { state }));
    for (const identity of handled?.messages ?? []) this.#inbox.of(handled?.consumer ?? '').add(identity);
    for (const { way, writes } of leaving) {
      way.outbox.added(writes.length);
      way.relay.notify();
    }
  }

  #wayTo(engine: OpenEngine): Way {
    const way = this.#ways.get(engine);
    if (way === undefined) throw new Error('An effect belongs to an engine that the app did not open.');
    return way;
  }
}

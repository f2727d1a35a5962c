import type { OpenEngine, Send } from '../../driver/engine.ts';
import type { QueueAdministration } from '../../driver/administration.ts';
import type { CallerAttribute, MethodHost, Outgoing, PlannedLink } from '../../driver/method.ts';
import type { QueueDriver } from '../../driver/queue.ts';
import type { StateStore } from '../../driver/state-store.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import type { Caller, EmitOptions } from '../../kernel/handler.ts';
import { bodySize, plainMessage } from '../../kernel/message.ts';
import type { Message, QueueMessage } from '../../kernel/message.ts';
import { milliseconds } from '../../kernel/units.ts';
import { Consumer } from '../delivery/consumer.ts';
import { decoderOf } from '../delivery/decode.ts';
import { guarded } from '../delivery/guard.ts';
import { handledBefore } from '../delivery/handled.ts';
import type { Work } from '../delivery/item.ts';
import { keyOf } from '../delivery/key.ts';
import { measured } from '../delivery/measured.ts';
import { QueueControl } from './administration.ts';
import { Claims } from './claims.ts';
import { queueErrors } from './errors.ts';
import { declarationOf, policyOf } from './plan.ts';
import type { QueuePlan } from './plan.ts';
import { QueueSource } from './source.ts';
import { QueueWork } from './work.ts';

/** What a method that works through a queue of its own says about it. */
export interface Behind {
  /** What its messages hold was not validated where they entered. */
  readonly unchecked?: boolean;
  /** The key of a dead letter whose data was changed; `undefined`: as the event says. */
  readonly keyOf?: (data: unknown) => string | undefined;
  /** Surrounds the handling of its messages. */
  readonly work?: (work: Work) => Work;
}

/** One queue: what is sent into it, and its consumer where a service of this app receives it. */
export class RunningQueue {
  readonly administration: QueueAdministration;
  readonly #plan: QueuePlan;
  readonly #host: MethodHost;
  readonly #engine: OpenEngine;
  readonly #driver: QueueDriver;
  readonly #claims: Claims | undefined;
  readonly #claimAbove: number;
  readonly #consumer: Consumer;
  readonly #receives: boolean;
  readonly #callers: CallerAttribute;

  /** Declares it; takes nothing yet. */
  static async open(plan: QueuePlan, host: MethodHost, behind: Behind = {}): Promise<RunningQueue> {
    const queue = new RunningQueue(plan, host, behind);
    const { kind, capabilities } = host.declaredEngineOf(plan.links[0] as PlannedLink);
    if (plan.order !== 'none' && capabilities.orderPerKey === 'refused')
      throw engineErrors.CAPABILITY_NOT_OFFERED({ what: `The queue "${plan.name}" keeps the order of each key, which the engine ${kind} refuses.`, fix: 'Say queue({ order: "none" }) where order does not matter, or choose an engine that keeps it.' });
    await queue.#driver.declare(declarationOf(plan));
    await queue.#consumer.load();
    return queue;
  }

  private constructor(plan: QueuePlan, host: MethodHost, { unchecked = false, keyOf: ownKey, work: around = (work) => work }: Behind) {
    const [link] = plan.links;
    if (link === undefined) throw new Error('A queue has a link.');
    const { limits, inside } = host.declaredEngineOf(link);
    this.#plan = plan;
    this.#host = host;
    this.#engine = host.engineOf(link);
    this.#driver = this.#engine.queues as QueueDriver;
    this.#claimAbove = Math.min(plan.values.claimCheckAbove || Infinity, limits.payload ?? Infinity);
    this.#claims = Number.isFinite(this.#claimAbove) ? new Claims(plan.name, host.stateEngine.state as StateStore) : undefined;
    this.#callers = host.callersOn(plan.links);
    const [handler] = link.handlers;
    this.#receives = handler !== undefined;
    const run = handler === undefined ? () => ({ output: undefined, effects: undefined }) : guarded(link, host, host.executor(link, ...handler));
    this.#consumer = new Consumer({
      setting: {
        name: plan.name, policy: policyOf(plan, limits), engine: this.#engine, host, clock: host.clock, log: host.log, offsets: false,
        work: around(new QueueWork(decoderOf(plan.contract, 'data', host, inside && !unchecked), run, this.#claims)),
        identify: (message) => `${message.id}@${message.source}`, callers: this.#callers, ...measured(host, link, link.to[0] ?? '', plan.name),
      },
      state: host.stateEngine.state as StateStore, recovered: host.stateEngine.recovered, owner: host,
    });
    this.administration = new QueueControl(plan.name, host, this.#driver, this.#consumer, this.#claims, async (data) => {
      const valid = await host.validate('data', plan.contract, data);
      return { data: valid, key: ownKey === undefined ? keyOf(plan.contract, valid) : ownKey(valid) };
    });
  }

  async start(): Promise<void> {
    if (!this.#receives) return;
    const { receivers, prefetch } = this.#plan.values;
    const handled = await handledBefore(this.#host, this.#engine, this.#plan.name);
    const sources = Array.from({ length: receivers }, () => QueueSource.open(this.#driver, this.#plan.name, prefetch, this.#consumer.dispatcher));
    this.#consumer.start(await Promise.all(sources), handled);
  }

  /** What a message adds to the unit of whoever emits it. Throws `QUEUE_OPTION_UNUSED`. */
  outgoing(message: Message, options: EmitOptions, caller: Caller | undefined): Outgoing | readonly Outgoing[] {
    const full = this.#queueMessage(message, options);
    if (this.#claims === undefined || bodySize(full) <= this.#claimAbove) return { engine: this.#engine, unit: { send: [this.#send(full, caller)] } };
    const { message: light, operation } = this.#claims.check(full);
    const send = [this.#send(light, caller)];
    if (this.#engine === this.#host.stateEngine) return { engine: this.#engine, unit: { send, state: [operation] } };
    return [{ engine: this.#host.stateEngine, unit: { state: [operation] } }, { engine: this.#engine, unit: { send } }];
  }

  #send(message: QueueMessage, caller: Caller | undefined): Send {
    return { queue: this.#plan.name, message: caller === undefined ? message : this.#callers.write(message, caller) };
  }

  #queueMessage(message: Message, options: EmitOptions): QueueMessage {
    const { values, name, contract } = this.#plan;
    const refuse = (option: string): never => { throw queueErrors.QUEUE_OPTION_UNUSED(`"${contract.name}" was emitted with ${option}, and the queue "${name}" is not declared for it.`); };
    const { delay, notBefore, priority, deduplicationId } = options;
    if (delay === undefined && notBefore === undefined && priority === undefined && deduplicationId === undefined && values.timeToLive === 0) return message;
    if ((delay !== undefined || notBefore !== undefined) && !values.delay) refuse(delay === undefined ? 'notBefore' : 'delay');
    if (priority !== undefined && !values.priority) refuse('priority');
    if (deduplicationId !== undefined && values.deduplicationWindow === 0) refuse('deduplicationId');
    const now = this.#host.clock.now();
    return {
      ...plainMessage(message),
      notBefore: delay === undefined ? notBefore : now + milliseconds(delay),
      priority, deduplicationId,
      expiresAt: message.expiresAt ?? (values.timeToLive === 0 ? undefined : now + values.timeToLive),
    };
  }

  drain(signal: AbortSignal): Promise<void> {
    return this.#consumer.drain(signal);
  }

  close(): Promise<void> {
    return this.#consumer.close();
  }
}

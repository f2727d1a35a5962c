import type { StreamAdministration, StreamRecord } from '../../driver/administration.ts';
import type { OpenEngine } from '../../driver/engine.ts';
import type { CallerAttribute, MethodHost, Outgoing, PlannedLink } from '../../driver/method.ts';
import type { GroupState, PartitionRange, SeekTarget, StreamDriver } from '../../driver/stream.ts';
import type { Caller, EmitOptions } from '../../kernel/handler.ts';
import type { Message } from '../../kernel/message.ts';
import { viewMessage } from '../delivery/view.ts';
import { streamErrors } from './errors.ts';
import { RunningGroup } from './group.ts';
import { declarationOf } from './plan.ts';
import type { StreamPlan } from './plan.ts';

const largestRead = 10_000;
const logOnly = ['delay', 'notBefore', 'priority', 'deduplicationId'] as const;

/** One stream: what is appended to it, its groups in this app, and what a person can do with it. */
export class RunningStream implements StreamAdministration {
  readonly name: string;
  readonly #engine: OpenEngine;
  readonly #driver: StreamDriver;
  readonly #callers: CallerAttribute;
  readonly #groups: ReadonlyMap<string, RunningGroup>;

  /** Declares it; reads nothing yet. */
  static async open(plan: StreamPlan, host: MethodHost): Promise<RunningStream> {
    const stream = new RunningStream(plan, host);
    await stream.#driver.declare(declarationOf(plan));
    for (const group of stream.#groups.values()) await group.load();
    return stream;
  }

  private constructor(plan: StreamPlan, host: MethodHost) {
    this.name = plan.name;
    this.#engine = host.engineOf(plan.links[0] as PlannedLink);
    this.#driver = this.#engine.streams as StreamDriver;
    this.#callers = host.callersOn(plan.links);
    this.#groups = new Map(plan.groups.map((group) => [group.name, new RunningGroup(plan, group, host, this.#driver)]));
  }

  async start(): Promise<void> {
    await Promise.all(this.#all((group) => group.start()));
  }

  /** What a record adds to the unit of whoever emits it. Throws `STREAM_OPTION_UNUSED`. */
  outgoing(message: Message, options: EmitOptions, caller: Caller | undefined): Outgoing {
    const unused = logOnly.find((name) => options[name] !== undefined);
    if (unused !== undefined) throw streamErrors.STREAM_OPTION_UNUSED(`"${message.type}" was emitted with ${unused}, and it travels on the stream "${this.name}".`);
    return { engine: this.#engine, unit: { append: [{ stream: this.name, message: caller === undefined ? message : this.#callers.write(message, caller) }] } };
  }

  ranges(): Promise<readonly PartitionRange[]> {
    return this.#driver.ranges(this.name);
  }

  groups(): Promise<readonly GroupState[]> {
    return this.#driver.groups(this.name);
  }

  async read(partition: number, offset: number, limit = 100): Promise<readonly StreamRecord[]> {
    const records = await this.#driver.read(this.name, partition, offset, Math.min(limit, largestRead));
    return records.map(({ message, lane, position }) => ({ ...viewMessage(message), partition: lane, offset: position }));
  }

  async replay(group: string, target: SeekTarget): Promise<void> {
    await this.#group(group).seek(target);
  }

  deadLetters(group: string) {
    return this.#group(group).deadLetters;
  }

  get ownGroups(): readonly string[] {
    return Array.from(this.#groups.keys());
  }

  paused(group: string): boolean {
    return this.#group(group).paused;
  }

  pause(group: string): void {
    this.#group(group).pause(true);
  }

  resume(group: string): void {
    this.#group(group).pause(false);
  }

  async drain(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#all((group) => group.drain(signal)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#all((group) => group.close()));
  }

  #all<T>(action: (group: RunningGroup) => T): T[] {
    return Array.from(this.#groups.values(), action);
  }

  #group(name: string): RunningGroup {
    const group = this.#groups.get(name);
    if (group === undefined) throw streamErrors.GROUP_UNKNOWN(`The stream "${this.name}" has no group ${JSON.stringify(name)} in this app; it has ${Array.from(this.#groups.keys()).join(', ') || 'none'}.`);
    return group;
  }
}

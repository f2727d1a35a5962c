import type { Unit } from '../../driver/engine.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import { bodySize } from '../../kernel/message.ts';
import type { Client } from './connect.ts';
import { postgresErrors } from './errors.ts';
import { faultOf, isCollision, isLost } from './faults.ts';
import type { Names } from './names.ts';
import type { PostgresOptions } from './options.ts';
import type { PositionHolder } from './position-holder.ts';
import type { Session } from './session.ts';
import { UnitParts } from './unit-parts.ts';

interface Pending {
  readonly unit: Unit;
  /** Of its positions, as they were when it was handed in. */
  readonly places: readonly number[];
  readonly size: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Most units, and bytes, of one transaction. */
const groupLimit = { units: 500, bytes: 4_194_304 };
const attempts = 5;
/** The connection was lost, and nothing happened. */
const again = Symbol('again');
const undoneAlways = (): Error => postgresErrors.POSTGRES_UNREACHABLE(`The connection was lost ${attempts} times; nothing of the unit took effect.`);
const array = (numbers: readonly number[]): string => `{${numbers.join(',')}}`;
const partSize = 64;

const sizeOf = (unit: Unit): number =>
  [...(unit.send ?? []), ...(unit.append ?? [])].reduce((total, { message }) => total + bodySize(message) + partSize, 0) +
  (unit.state ?? []).reduce((total, operation) => total + partSize + ('put' in operation ? operation.value.length : 0), partSize);

const placesOf = ({ positions }: Unit): number[] => (positions ?? []).flatMap((part) => part.positions.flatMap(({ lane, next }) => [...(part.receiver as PositionHolder).place(lane), next]));

/** Commits the units of this process over one connection in turn, those that wait together in one transaction. */
export class Writer {
  private pending: Pending[] = [];
  private bytes = 0;
  private working: Promise<void> | undefined;
  private client: Client | undefined;
  private readonly session: Session;
  private readonly names: Names;
  private readonly options: PostgresOptions;
  private readonly onCommitted: (parts: UnitParts) => void;

  constructor(session: Session, names: Names, options: PostgresOptions, onCommitted: (parts: UnitParts) => void) {
    this.session = session;
    this.names = names;
    this.options = options;
    this.onCommitted = onCommitted;
  }

  async commit(unit: Unit): Promise<void> {
    const size = sizeOf(unit);
    if (this.bytes + size > this.options.maxPending && this.pending.length > 0) {
      throw engineErrors.ENGINE_OVERLOADED(`${this.bytes} bytes wait to be committed, and ${size} more are above ${this.options.maxPending}.`);
    }
    const places = placesOf(unit);
    this.bytes += size;
    const done = new Promise<void>((resolve, reject) => { this.pending.push({ unit, places, size, resolve, reject }); });
    this.working ??= this.work();
    return done;
  }

  /** Resolves when nothing waits. */
  async flushed(): Promise<void> {
    while (this.working !== undefined) await this.working;
  }

  async close(): Promise<void> {
    await this.flushed();
    await this.client?.end().catch(() => undefined);
  }

  private async work(): Promise<void> {
    // One turn of the event loop, so that what is committed in it goes together.
    await Promise.resolve();
    while (this.pending.length > 0) await this.group(this.take());
    this.working = undefined;
  }

  private take(): Pending[] {
    let bytes = 0;
    let count = 0;
    while (count < this.pending.length && count < groupLimit.units && (count === 0 || bytes < groupLimit.bytes)) bytes += this.pending[count++]?.size ?? 0;
    return this.pending.splice(0, count);
  }

  private async group(group: readonly Pending[]): Promise<void> {
    const ready = await this.resolved(group);
    const fault = await this.attempt(ready);
    if (fault === undefined) ready.forEach(({ resolve }) => resolve());
    else if (ready.length === 1 || fault.category === 'unavailable') ready.forEach(({ reject }) => reject(fault));
    else for (const each of ready) await this.alone(each);
    this.bytes -= group.reduce((total, { size }) => total + size, 0);
  }

  /** One of a group was refused: each answers for itself, in their order. */
  private async alone(pending: Pending): Promise<void> {
    const fault = await this.attempt([pending]);
    if (fault === undefined) pending.resolve();
    else pending.reject(fault);
  }

  private async resolved(group: readonly Pending[]): Promise<Pending[]> {
    const ready: Pending[] = [];
    for (const each of group) {
      try {
        for (const { queue } of each.unit.send ?? []) if (this.names.knownQueue(queue) === undefined) await this.names.queue(queue);
        for (const { stream } of each.unit.append ?? []) if (this.names.knownStream(stream) === undefined) await this.names.stream(stream);
        ready.push(each);
      } catch (error) {
        each.reject(faultOf(error));
      }
    }
    return ready;
  }

  /** `undefined`: it is committed. */
  private async attempt(units: readonly Pending[]): Promise<ReturnType<typeof faultOf> | undefined> {
    if (units.length === 0) return undefined;
    try {
      const parts = new UnitParts();
      for (const { unit, places } of units) parts.add(unit, places, this.names);
      for (let attempt = 1; ; attempt += 1) {
        const error = await this.send(parts);
        if (error === undefined) break;
        if (error === again && attempt === attempts) return faultOf(undoneAlways());
        if (error !== again && (!isCollision(error) || attempt === attempts)) return faultOf(error);
      }
      this.onCommitted(parts);
      return undefined;
    } catch (error) {
      return faultOf(error);
    }
  }

  private async send(parts: UnitParts): Promise<unknown> {
    const sequence = this.session.nextCommit();
    const { process } = this.session;
    try {
      this.client ??= await this.session.connector.client();
      await this.client.query({
        name: 'isthmus_commit',
        text: `select ${this.options.schema}.commit_unit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        values: [process, this.session.fence, sequence, this.options.lease, parts.blob, ...[parts.done, parts.back, parts.send, parts.append, parts.positions, parts.state].map(array)],
      });
      return undefined;
    } catch (error) {
      if (!isLost(error)) return error;
      const { client } = this;
      this.client = undefined;
      void client?.end().catch(() => undefined);
      return this.outcome(error, process, sequence);
    }
  }

  /** What became of a unit whose connection was lost. Once it is known that it was not committed, it is safe to send it again. */
  private async outcome(error: unknown, process: number, sequence: number): Promise<unknown> {
    const committed = await this.session.wasCommitted(process, sequence);
    if (committed === 'yes') return undefined;
    return committed === 'no' ? again : error;
  }
}

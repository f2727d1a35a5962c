import { engineErrors } from '../../../kernel/engine-errors.ts';
import type { StoreClock } from '../clock.ts';
import type { WriterClient } from '../writer/client.ts';
import { errorOf } from '../writer/failure.ts';
import type { Delayed, Part, PartResult } from '../writer/protocol.ts';
import { OpenPart } from './part.ts';

/** Groups that may be on their way: one is synced while the next one is sent. */
const groupsInFlight = 2;
/**
 * A group of this size starts at once, while the thread still makes what follows; else both threads would wait for each other in turns. Smaller ones
 * gain more from waiting for company: a commit and two threads woken cost as much processor time as some fifteen messages of 1 KiB.
 */
const eagerGroup = 131_072;
/** Groups that may be on their way while each is that large. */
const eagerGroupsInFlight = 4;
/** Most bytes of one group. */
const groupBytes = 4_194_304;

export interface CommitterEvents {
  /** Messages were committed that wait for their time. */
  delayed(messages: readonly Delayed[]): void;
  /** How the last group ended. */
  ended(error: unknown): void;
}

/** Gathers units into groups. What arrives while one group is committed forms the next. */
export class Committer {
  private readonly writer: WriterClient;
  private readonly clock: StoreClock;
  private readonly limit: number;
  private readonly events: CommitterEvents;
  private readonly full: OpenPart[][] = [];
  private open: OpenPart[] = [];
  private openBytes = 0;
  private pendingBytes = 0;
  private inFlight = 0;
  private scheduled = false;
  private idle: (() => void)[] = [];

  constructor(writer: WriterClient, clock: StoreClock, limit: number, events: CommitterEvents) {
    this.writer = writer;
    this.clock = clock;
    this.limit = limit;
    this.events = events;
  }

  /** Throws `ENGINE_OVERLOADED` where too much waits already. */
  admit(): void {
    if (this.pendingBytes <= this.limit) return;
    throw engineErrors.ENGINE_OVERLOADED({ what: `${this.pendingBytes} bytes wait to be committed; ${this.limit} are allowed.`, details: { waiting: this.pendingBytes } });
  }

  /** Adds one more unit; `fill` puts it into its part. */
  add<T>(conditional: boolean, fill: (part: OpenPart) => T): T {
    const part = this.partFor(conditional);
    const before = part.bytes;
    try {
      return fill(part);
    } catch (error) {
      this.discard(part, error);
      throw error;
    } finally {
      this.count(part.bytes - before);
      this.schedule();
    }
  }

  /** Resolves once everything added so far has ended. */
  async drained(): Promise<void> {
    this.flush(true);
    if (this.inFlight === 0 && this.open.length === 0) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  /** A unit that broke off half-way must not be committed in part; nothing tells its pieces from the others' in its part. */
  private discard(part: OpenPart, error: unknown): void {
    this.open = this.open.filter((each) => each !== part);
    this.openBytes -= part.bytes;
    this.pendingBytes -= part.bytes;
    part.failed(error);
  }

  private partFor(conditional: boolean): OpenPart {
    const last = this.open.at(-1);
    if (last !== undefined && !conditional && !last.conditional) return last;
    const part = new OpenPart(conditional);
    this.open.push(part);
    return part;
  }

  private count(bytes: number): void {
    this.openBytes += bytes;
    this.pendingBytes += bytes;
    if (this.openBytes >= eagerGroup && this.full.length === 0 && this.inFlight < eagerGroupsInFlight) void this.send(this.takeOpen());
    else if (this.openBytes >= groupBytes) this.full.push(this.takeOpen());
  }

  private takeOpen(): OpenPart[] {
    const group = this.open;
    this.open = [];
    this.openBytes = 0;
    return group;
  }

  private schedule(): void {
    if (this.scheduled || this.inFlight >= groupsInFlight) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush(false);
    });
  }

  private flush(all: boolean): void {
    while (this.inFlight < groupsInFlight) {
      const early = this.inFlight > 0 && this.openBytes < eagerGroup && !all;
      const group = this.full.shift() ?? (this.open.length > 0 && !early ? this.takeOpen() : undefined);
      if (group === undefined) return;
      void this.send(group);
    }
  }

  private async send(group: readonly OpenPart[]): Promise<void> {
    this.inFlight += 1;
    try {
      const parts = group.map((part) => part.finish());
      const results = await this.writer.request<'commit'>({ kind: 'commit', parts, ...this.clock.now() }, buffersOf(parts));
      this.inFlight -= 1;
      this.flush(false);
      group.forEach((part, index) => this.end(part, results[index]));
      this.events.ended(undefined);
    } catch (error) {
      this.inFlight -= 1;
      this.events.ended(error);
      for (const part of group) part.failed(error);
    }
    this.settle(group);
  }

  private end(part: OpenPart, result: PartResult | undefined): void {
    if (result === undefined || 'failure' in result) {
      part.failed(result === undefined ? engineErrors.ENGINE_CLOSED('The writer gave no answer.') : errorOf(result.failure));
      return;
    }
    if (result.delayed.length > 0) this.events.delayed(result.delayed);
    part.succeeded(result);
  }

  private settle(group: readonly OpenPart[]): void {
    this.pendingBytes -= group.reduce((sum, part) => sum + part.bytes, 0);
    this.schedule();
    if (this.inFlight > 0 || this.open.length > 0 || this.full.length > 0) return;
    const idle = this.idle;
    this.idle = [];
    for (const resolve of idle) resolve();
  }
}

function buffersOf(parts: readonly Part[]): ArrayBuffer[] {
  return parts.flatMap((part) => part.appends.map(({ bytes }) => bytes.buffer));
}

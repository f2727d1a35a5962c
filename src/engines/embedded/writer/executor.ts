import type { DatabaseSync } from 'node:sqlite';
import { Batches } from './batches.ts';
import { DelayedMessages } from './delayed.ts';
import { failureOf } from './failure.ts';
import { Positions } from './positions.ts';
import type { Part, PartResult, WriterRequest } from './protocol.ts';
import { Seen } from './seen.ts';
import { Settler } from './settler.ts';
import { Sizes } from './sizes.ts';
import { Conflict, StateWriter } from './state.ts';
import { Tails } from './tails.ts';

type CommitRequest = Extract<WriterRequest, { kind: 'commit' }>;

/** Applies what is committed. Every request is one transaction. */
export class Executor {
  readonly tails: Tails;
  readonly settler: Settler;
  readonly seen: Seen;
  readonly sizes: Sizes;
  readonly state: StateWriter;
  readonly delayed: DelayedMessages;
  readonly database: DatabaseSync;
  private readonly batches: Batches;
  private readonly positions: Positions;
  private readonly begin;
  private readonly finish;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.tails = new Tails(database);
    this.settler = new Settler(database, this.tails);
    this.seen = new Seen(database);
    this.sizes = new Sizes(database);
    this.batches = new Batches(database, this.tails, this.settler, this.seen, this.sizes);
    this.delayed = new DelayedMessages(database, this.seen, this.batches);
    this.state = new StateWriter(database);
    this.positions = new Positions(database);
    this.begin = database.prepare('BEGIN IMMEDIATE');
    this.finish = database.prepare('COMMIT');
  }

  commit(request: CommitRequest): PartResult[] {
    return this.transaction(() => request.parts.map((part) => (part.conditional ? this.conditional(part, request) : this.apply(part, request))));
  }

  /** Runs `work` in a transaction; undone as a whole where it throws. */
  transaction<T>(work: () => T): T {
    this.begin.run();
    try {
      const value = work();
      this.settler.flush();
      this.finish.run();
      return value;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      this.reset();
      throw error;
    }
  }

  private apply(part: Part, { wall, time }: CommitRequest): PartResult {
    for (const write of part.state) this.state.apply(write, wall);
    for (const settle of part.settles) this.settler.settle(settle);
    for (const position of part.positions) this.positions.write(position);
    const appended = part.appends.map((batch) => this.batches.append(batch, time));
    const delayed = part.delayed.map((batch) => this.delayed.add(batch, time));
    this.settler.flush();
    return { appended, delayed };
  }

  /** A unit whose condition fails is undone alone; what came before it in the group stays. */
  private conditional(part: Part, request: CommitRequest): PartResult {
    this.database.exec('SAVEPOINT unit');
    try {
      const result = this.apply(part, request);
      this.database.exec('RELEASE unit');
      return result;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      this.database.exec('ROLLBACK TO unit; RELEASE unit');
      this.reset();
      return { failure: failureOf(error, 'committing') };
    }
  }

  private reset(): void {
    this.tails.reset();
    this.settler.reset();
    this.batches.reset();
    this.state.reset();
    this.sizes.reset();
  }
}

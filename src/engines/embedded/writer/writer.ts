import type { DatabaseSync } from 'node:sqlite';
import { Channels } from './channels.ts';
import { Executor } from './executor.ts';
import { Maintenance } from './maintenance.ts';
import { Reclaim } from './reclaim.ts';
import type { Instant, WriterGreeting, WriterRequest, WriterResults } from './protocol.ts';

/** The write-ahead log is written back to the database after about this many bytes. */
const checkpointBytes = 8_388_608;

/** How far the time kept in the files may be behind, milliseconds. */
const keptTimeAge = 30_000;

/** With fewer groups between two looks, a second, free room is given back meanwhile. */
const lightLoad = 100;

/** The one writer of a database. */
export class Writer {
  private readonly database: DatabaseSync;
  private readonly executor: Executor;
  private readonly channels: Channels;
  private maintenance: Maintenance;
  private readonly reclaim: Reclaim;
  private readonly checkpoint;
  /** Groups committed since the last look at what is kept no longer. */
  private groups = 0;
  private sinceCheckpoint = 0;
  private time = 0;
  private keptTime = 0;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.executor = new Executor(database);
    this.channels = new Channels(database, this.executor);
    this.maintenance = new Maintenance(this.executor);
    this.reclaim = new Reclaim(database);
    this.checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  }

  /** Learns how the process before ended, and marks this one as running. */
  open(): Extract<WriterGreeting, { ready: unknown }>['ready'] {
    const meta = this.database.prepare("SELECT (SELECT value FROM meta WHERE name = 'running') AS running, (SELECT value FROM meta WHERE name = 'time') AS time").get();
    this.time = Number(meta?.['time'] ?? 0);
    this.keep('running', 1);
    return { clean: Number(meta?.['running'] ?? 0) === 0, time: this.time, nextDue: this.executor.delayed.nextDue() };
  }

  handle(request: WriterRequest): WriterResults[keyof WriterResults] {
    switch (request.kind) {
      case 'commit':
        this.observe(request);
        this.groups += 1;
        for (const part of request.parts) for (const { bytes } of part.appends) this.sinceCheckpoint += bytes.length;
        return this.executor.commit(request);
      case 'declare':
        return this.channels.declare(request);
      case 'promote':
        this.observe(request);
        return { appended: this.executor.transaction(() => this.executor.delayed.promote(request, request.limit)), nextDue: this.executor.delayed.nextDue() };
      case 'purge':
        return this.channels.purge(request.logs);
      case 'maintain':
        this.observe(request);
        return this.tidy(request);
      case 'close':
        return this.close();
    }
  }

  /** Work that nobody waits for. What fails here is tried again after the next request. */
  afterwards(): void {
    this.sinceCheckpoint += 16_384;
    if (this.sinceCheckpoint < checkpointBytes) return;
    this.sinceCheckpoint = 0;
    try {
      this.checkpoint.get();
    } catch {
      // The disk may be full: the log keeps growing until there is space, and nothing is lost.
    }
  }

  private tidy(instant: Instant): WriterResults['maintain'] {
    const result = this.maintain(instant);
    const { groups } = this;
    this.groups = 0;
    const written = groups < lightLoad && !result.again ? this.reclaim.step() : 0;
    this.sinceCheckpoint += written;
    return { ...result, again: result.again || (written > 0 && groups === 0) };
  }

  private maintain(instant: Instant): WriterResults['maintain'] {
    try {
      return this.executor.transaction(() => {
        if (this.time > this.keptTime + keptTimeAge) this.keepTime();
        return this.maintenance.step(instant);
      });
    } catch (error) {
      this.maintenance = new Maintenance(this.executor);
      throw error;
    }
  }

  private close(): null {
    this.executor.transaction(() => {
      this.keep('running', 0);
      this.keepTime();
    });
    this.database.close();
    return null;
  }

  private observe({ time }: Instant): void {
    this.time = Math.max(this.time, time);
  }

  private keepTime(): void {
    this.keptTime = Math.ceil(this.time);
    this.keep('time', this.keptTime);
  }

  private keep(name: string, value: number): void {
    this.database.prepare('INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2').run(name, value);
  }
}

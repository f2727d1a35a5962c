import type { DatabaseSync } from 'node:sqlite';

/** What `PRAGMA auto_vacuum` answers where pages can be given back one by one (https://sqlite.org/pragma.html#pragma_auto_vacuum). */
const incremental = 2;
/** Pages that one step gives back: a few milliseconds. */
const stepPages = 64;
/** It begins where so many bytes are free, and this share of the file: less is soon used again. */
const leastBytes = 33_554_432;
const leastShare = 0.25;
/** Bytes that stay free for what comes next. */
const keepBytes = 8_388_608;

/** Gives free room of the file back to the disk, a little at a time, while little is committed. */
export class Reclaim {
  private readonly database: DatabaseSync;
  private readonly possible: boolean;
  private readonly pageBytes: number;
  private readonly look;
  private going = false;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.possible = Number(database.prepare('PRAGMA auto_vacuum').get()?.['auto_vacuum']) === incremental;
    this.pageBytes = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
    this.look = database.prepare('SELECT freelist_count AS free, page_count AS pages FROM pragma_freelist_count, pragma_page_count');
  }

  /** One step, outside of a transaction. Answers with the bytes that it wrote; 0: there was nothing to do. */
  step(): number {
    if (!this.possible || !this.wanted()) return 0;
    this.database.exec(`PRAGMA incremental_vacuum(${stepPages})`);
    return stepPages * this.pageBytes;
  }

  private wanted(): boolean {
    const row = this.look.get();
    const free = Number(row?.['free']);
    const least = this.going ? keepBytes : Math.max(leastBytes, Number(row?.['pages']) * leastShare * this.pageBytes);
    this.going = free * this.pageBytes > least;
    return this.going;
  }
}

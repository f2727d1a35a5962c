import type { DatabaseSync } from 'node:sqlite';
import type { StateWrite } from './protocol.ts';

/** Revisions are reserved in the files this many at a time, so that one is never used twice. */
const reservation = 100_000;

/** A condition that does not hold. */
export class Conflict extends Error {
  readonly details: Readonly<Record<string, unknown>>;

  constructor(write: StateWrite, found: number | undefined) {
    const wanted = write.when !== undefined && 'revision' in write.when ? `revision ${write.when.revision}` : 'absence';
    super(`${write.collection} "${write.key}" was asked for ${wanted}, but ${found === undefined ? 'is absent' : `has revision ${found}`}.`);
    this.details = { collection: write.collection, key: write.key, revision: found };
  }
}

/** Writes the key-value store. */
export class StateWriter {
  private readonly find;
  private readonly put;
  private readonly remove;
  private readonly removeExpired;
  private readonly readReserved;
  private readonly reserve;
  private revision = 0;
  private reserved = 0;

  constructor(database: DatabaseSync) {
    this.find = database.prepare('SELECT revision FROM state WHERE collection = ? AND key = ? AND (expires IS NULL OR expires > ?)');
    this.put = database.prepare(
      `INSERT INTO state (collection, key, value, revision, expires) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value, revision = excluded.revision, expires = excluded.expires`,
    );
    this.remove = database.prepare('DELETE FROM state WHERE collection = ? AND key = ?');
    this.removeExpired = database.prepare(
      'DELETE FROM state WHERE (collection, key) IN (SELECT collection, key FROM state WHERE expires <= ? ORDER BY expires LIMIT ?)',
    );
    this.readReserved = database.prepare("SELECT value FROM meta WHERE name = 'revision'");
    this.reserve = database.prepare("INSERT INTO meta (name, value) VALUES ('revision', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1");
  }

  /** Throws `Conflict` where the condition does not hold. */
  apply(write: StateWrite, wall: number): void {
    if (write.when !== undefined) this.check(write, wall);
    if (write.value === undefined) this.remove.run(write.collection, write.key);
    else this.put.run(write.collection, write.key, write.value, this.takeRevision(), write.expiresAt ?? null);
  }

  /** Removes expired entries; returns how many. */
  expire(wall: number, limit: number): number {
    return Number(this.removeExpired.run(wall, limit).changes);
  }

  /** After an undone transaction the reservation may be undone as well. */
  reset(): void {
    this.reserved = 0;
  }

  private check(write: StateWrite, wall: number): void {
    const row = this.find.get(write.collection, write.key, wall);
    const found = row === undefined ? undefined : Number(row['revision']);
    const wanted = write.when !== undefined && 'revision' in write.when ? write.when.revision : undefined;
    if (found !== wanted) throw new Conflict(write, found);
  }

  private takeRevision(): number {
    if (this.revision >= this.reserved) this.extend();
    this.revision += 1;
    return this.revision;
  }

  private extend(): void {
    const stored = Number(this.readReserved.get()?.['value'] ?? 0);
    this.revision = Math.max(this.revision, stored);
    this.reserved = this.revision + reservation;
    this.reserve.run(this.reserved);
  }
}

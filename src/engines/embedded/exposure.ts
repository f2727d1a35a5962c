import type { Reader } from './read/reader.ts';
import { reading } from './read/reader.ts';
import type { PositionWrite } from './writer/protocol.ts';

/** The place in the table of positions where the exposure of a reader is kept. */
const exposureLane = -1;

/**
 * The most deliveries that one reader (the receivers of a queue, a group of a stream) may hold at one time, kept in the files before
 * the first of them is handed out. After an unclean stop it tells how many may have been with a handler.
 */
export class Exposure {
  /** What the process before may have had with its handlers when it ended uncleanly; 0 after a clean stop. */
  readonly suspects: number;
  private readonly channel: number;
  private readonly reader: string;
  private kept: number;
  private total = 0;

  constructor(channel: number, reader: string, recovered: boolean, files: Reader) {
    this.channel = channel;
    this.reader = reader;
    this.suspects = recovered ? storedExposure(files, channel, reader) : 0;
    this.kept = this.suspects;
  }

  /** One more receiver may hold `count`: resolves once that is kept. */
  async add(count: number, place: (positions: readonly PositionWrite[]) => Promise<void>): Promise<void> {
    this.total += count;
    const next = this.total;
    if (next <= this.kept) return;
    try {
      await place([{ channel: this.channel, reader: this.reader, lane: exposureLane, next }]);
      this.kept = Math.max(this.kept, next);
    } catch (error) {
      this.total -= count;
      throw error;
    }
  }

  remove(count: number): void {
    this.total -= count;
  }
}

function storedExposure({ database }: Reader, channel: number, reader: string): number {
  const row = reading(() => database.prepare('SELECT next FROM position WHERE channel = ? AND reader = ? AND lane = ?').get(channel, reader, exposureLane));
  return Number(row?.['next'] ?? 0);
}

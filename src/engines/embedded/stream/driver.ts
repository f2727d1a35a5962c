import type { Delivery } from '../../../driver/delivery.ts';
import type { GroupState, PartitionRange, SeekTarget, StreamDeclaration, StreamDriver, StreamReceiver, SubscribeOptions } from '../../../driver/stream.ts';
import { engineErrors } from '../../../kernel/engine-errors.ts';
import { storedDeclaration } from '../read/channels.ts';
import type { Reader } from '../read/reader.ts';
import type { RecentBudget } from '../read/recent.ts';
import type { WriterClient } from '../writer/client.ts';
import type { PositionWrite } from '../writer/protocol.ts';
import { StreamCursor } from './cursor.ts';
import type { StreamGroup } from './group.ts';
import { EmbeddedStream } from './stream.ts';

/** Most bytes of one `read`. */
const readBytes = 1_048_576;

/** What the streams need of the engine. */
export interface StreamServices {
  readonly writer: WriterClient;
  readonly reader: Reader;
  readonly budget: RecentBudget;
  readonly recovered: boolean;
  /** Commits places of groups. */
  readonly place: (positions: readonly PositionWrite[]) => Promise<void>;
}

/** The streams of a directory. */
export class EmbeddedStreams implements StreamDriver {
  private readonly streams = new Map<string, EmbeddedStream>();
  private readonly byId = new Map<number, EmbeddedStream>();
  private readonly services: StreamServices;

  constructor(services: StreamServices) {
    this.services = services;
  }

  async declare(stream: StreamDeclaration): Promise<void> {
    const { name, partitions, retentionTime, retentionSize, compact } = stream;
    const declaration = { name, partitions, retentionTime, retentionSize, compact };
    this.refuseOther(declaration, storedDeclaration<StreamDeclaration>(this.services.reader, 'stream', name) ?? declaration);
    const { id } = await this.services.writer.request<'declare'>({ kind: 'declare', channel: 'stream', name, declaration: JSON.stringify(declaration) });
    if (!this.byId.has(id)) this.add(new EmbeddedStream(id, declaration, this.services.reader, this.services.budget, this.services.recovered));
  }

  /** Throws `STREAM_UNKNOWN`. */
  get(name: string): EmbeddedStream {
    const stream = this.streams.get(name);
    if (stream === undefined) throw engineErrors.STREAM_UNKNOWN(`There is no stream "${name}".`);
    return stream;
  }

  ofChannel(id: number): EmbeddedStream | undefined {
    return this.byId.get(id);
  }

  async subscribe(name: string, group: string, options: SubscribeOptions): Promise<StreamReceiver> {
    const stream = this.get(name);
    const joined = stream.group(group);
    await this.begin(stream, joined, options.from);
    await joined.exposure.add(options.window, this.services.place);
    return joined.subscribe(options);
  }

  async read(name: string, partition: number, offset: number, maximum: number): Promise<readonly Delivery[]> {
    const taken: Delivery[] = [];
    new StreamCursor(this.get(name).log(partition), offset).take(maximum, readBytes, taken);
    return taken;
  }

  async ranges(name: string): Promise<readonly PartitionRange[]> {
    return this.get(name).ranges();
  }

  async groups(name: string): Promise<readonly GroupState[]> {
    const stream = this.get(name);
    const ranges = stream.ranges();
    return Array.from(stream.known).flatMap((group) => group.states(ranges));
  }

  async seek(name: string, group: string, target: SeekTarget): Promise<void> {
    const stream = this.get(name);
    await this.move(stream, stream.group(group), stream.resolve(target));
  }

  async close(): Promise<void> {
    for (const stream of this.streams.values()) await stream.close();
  }

  /** A group keeps the place where it starts: what comes while nobody reads is not missed. */
  private async begin(stream: EmbeddedStream, group: StreamGroup, from: 'beginning' | 'end'): Promise<void> {
    const places = new Map(group.unplaced.map((log) => [log.partition, from === 'end' ? log.next : log.first]));
    if (places.size > 0) await this.move(stream, group, places);
  }

  private async move(stream: EmbeddedStream, group: StreamGroup, places: ReadonlyMap<number, number>): Promise<void> {
    await this.services.place(Array.from(places, ([lane, next]) => ({ channel: stream.id, reader: group.name, lane, next })));
    group.moved(places);
  }

  private add(stream: EmbeddedStream): void {
    this.streams.set(stream.declaration.name, stream);
    this.byId.set(stream.id, stream);
  }

  private refuseOther(declared: StreamDeclaration, created: StreamDeclaration): void {
    for (const option of ['partitions', 'compact'] as const) {
      if (declared[option] === created[option]) continue;
      throw engineErrors.STREAM_DIFFERS({
        what: `The stream "${declared.name}" was created with ${option} ${created[option]}, and is declared with ${declared[option]}.`,
        details: { option, created: created[option], declared: declared[option] },
      });
    }
  }
}

import type { Send, Unit } from '../../driver/engine.ts';
import type { StateOperation } from '../../driver/state-store.ts';
import type { Append } from '../../driver/stream.ts';
import { encodeMessage } from '../../kernel/message-codec.ts';
import { placeOf } from './hash.ts';
import { Lease } from './lease.ts';
import type { Names } from './names.ts';

let turn = 0;
/** Where what has no key goes. */
const nextPlace = (places: number): number => (turn = (turn + 1) % 1_073_741_824) % places;

/** Units as `commit_unit` takes them: flat arrays of numbers, and one piece of bytes that they point into. */
export class UnitParts {
  readonly done: number[] = [];
  readonly back: number[] = [];
  readonly send: number[] = [];
  readonly append: number[] = [];
  readonly positions: number[] = [];
  readonly state: number[] = [];
  readonly queues = new Set<number>();
  readonly streams = new Set<number>();
  private readonly chunks: Uint8Array[] = [];
  private size = 0;

  get blob(): Buffer {
    return Buffer.concat(this.chunks, this.size);
  }

  /** Every name in the unit must be known. */
  add(unit: Unit, places: readonly number[], names: Names): void {
    for (const { settlements } of unit.settle ?? []) for (const { delivery, outcome } of settlements) if (delivery.token instanceof Lease) (outcome === 'done' ? this.done : this.back).push(delivery.token.position, delivery.token.owner);
    this.positions.push(...places);
    for (const send of unit.send ?? []) this.addSend(send, names);
    for (const append of unit.append ?? []) this.addAppend(append, names);
    for (const operation of unit.state ?? []) this.addState(operation);
  }

  private addSend({ queue: name, message }: Send, names: Names): void {
    const queue = names.knownQueue(name);
    if (queue === undefined) return;
    this.queues.add(queue.id);
    const lane = queue.lanes === 0 ? 0 : message.key === undefined ? nextPlace(queue.lanes) : placeOf(message.key, queue.lanes);
    const dedup = queue.deduplicationWindow > 0 && message.deduplicationId !== undefined ? Buffer.from(message.deduplicationId) : undefined;
    this.send.push(queue.id, lane, message.priority ?? 0, Math.floor(message.notBefore ?? 0), queue.deduplicationWindow);
    this.point(this.send, dedup);
    this.point(this.send, encodeMessage(message));
  }

  private addAppend({ stream: name, message }: Append, names: Names): void {
    const stream = names.knownStream(name);
    if (stream === undefined) return;
    this.streams.add(stream.id);
    this.append.push(stream.id, message.key === undefined ? nextPlace(stream.partitions) : placeOf(message.key, stream.partitions));
    this.point(this.append, stream.compact && message.key !== undefined ? Buffer.from(message.key) : undefined);
    this.point(this.append, encodeMessage(message));
  }

  private addState(operation: StateOperation): void {
    const put = 'put' in operation;
    this.state.push(put ? 1 : 0);
    this.point(this.state, Buffer.from(operation.collection));
    this.point(this.state, Buffer.from(put ? operation.put : operation.delete));
    this.point(this.state, put ? operation.value : undefined);
    const { when } = operation;
    this.state.push(put ? Math.floor(operation.expiresAt ?? -1) : -1, when === undefined ? 0 : 'absent' in when ? 1 : 2, when !== undefined && 'revision' in when ? when.revision : 0);
  }

  private point(into: number[], bytes: Uint8Array | undefined): void {
    into.push(this.size, bytes === undefined ? -1 : bytes.length);
    if (bytes === undefined) return;
    this.chunks.push(bytes);
    this.size += bytes.length;
  }
}

import type { Position, Settlement } from '../../driver/delivery.ts';
import type { Unit } from '../../driver/engine.ts';
import type { QueueReceiver } from '../../driver/queue.ts';
import type { StreamReceiver } from '../../driver/stream.ts';
import { engineErrors } from '../../kernel/engine-errors.ts';
import { Lease } from './lease.ts';
import type { Storage } from './storage.ts';
import { MemoryStreamReceiver } from './stream-receiver.ts';

interface Pumped {
  pump(): void;
}

/** Applies the whole unit, or throws and applies nothing of it. */
export function commit(storage: Storage, unit: Unit): void {
  check(storage, unit);
  for (const queue of new Set([...settle(unit), ...send(storage, unit)])) queue.pump();
  for (const operation of unit.state ?? []) storage.state.apply(operation);
  for (const stream of new Set([...move(unit), ...append(storage, unit)])) stream.pump();
}

function check(storage: Storage, unit: Unit): void {
  const seen = new Set<Lease>();
  for (const { receiver, settlements } of unit.settle ?? []) for (const settlement of settlements) checkSettlement(receiver, settlement, seen);
  for (const { receiver, positions } of unit.positions ?? []) for (const position of positions) checkPosition(receiver, position);
  for (const { queue } of unit.send ?? []) storage.queue(queue);
  for (const { stream } of unit.append ?? []) storage.stream(stream);
  const refused = storage.state.conflict(unit.state ?? []);
  if (refused === undefined) return;
  const key = 'put' in refused ? refused.put : refused.delete;
  throw engineErrors.STATE_CONFLICT({ what: `The condition on "${key}" in "${refused.collection}" does not hold.`, details: { collection: refused.collection, key } });
}

function checkSettlement(receiver: QueueReceiver, { delivery }: Settlement, seen: Set<Lease>): void {
  const lease = delivery.token;
  const name = `The delivery of "${delivery.message.id}"`;
  if (!(lease instanceof Lease) || lease.receiver !== receiver) throw engineErrors.SETTLED_LATE(`${name} does not belong to this receiver.`);
  if (lease.state === 'lost') throw engineErrors.SETTLED_LATE(`${name} went back to its queue.`);
  if (lease.state === 'settled' || seen.has(lease)) throw engineErrors.SETTLED_TWICE(`${name} was settled already.`);
  seen.add(lease);
}

function checkPosition(receiver: StreamReceiver, { lane, next }: Position): void {
  const member = memberOf(receiver);
  if (member.closed || !member.group.owners.holds(member, lane)) throw engineErrors.SETTLED_LATE(`Partition ${lane} is not with this member any more.`);
  const end = member.group.stream.partitions[lane]?.next ?? 0;
  if (next < 0 || next > end) throw engineErrors.OFFSET_UNKNOWN(`Partition ${lane} ends at ${end}, before ${next}.`);
}

function settle(unit: Unit): Pumped[] {
  const leases: Array<readonly [Lease, boolean]> = [];
  for (const { settlements } of unit.settle ?? []) for (const { delivery, outcome } of settlements) leases.push([delivery.token as Lease, outcome === 'release']);
  for (const [lease, goesBack] of leases) lease.receiver.settle(lease, goesBack);
  return leases.map(([lease]) => lease.receiver.queue);
}

function send(storage: Storage, unit: Unit): Pumped[] {
  return (unit.send ?? []).map(({ queue: name, message }) => {
    const queue = storage.queue(name);
    queue.add(message);
    return queue;
  });
}

function move(unit: Unit): Pumped[] {
  const moved = (unit.positions ?? []).map(({ receiver, positions }) => ({ member: memberOf(receiver), positions }));
  for (const { member, positions } of moved) {
    for (const { lane, next } of positions) {
      member.group.moveTo(lane, next);
      member.committed(lane, next);
    }
  }
  return moved.map(({ member }) => member.group.stream);
}

function append(storage: Storage, unit: Unit): Pumped[] {
  return (unit.append ?? []).map(({ stream: name, message }) => {
    const stream = storage.stream(name);
    stream.append(message);
    stream.trim();
    return stream;
  });
}

function memberOf(receiver: StreamReceiver): MemoryStreamReceiver {
  if (receiver instanceof MemoryStreamReceiver) return receiver;
  throw engineErrors.SETTLED_LATE('The receiver belongs to another engine.');
}

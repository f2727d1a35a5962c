import type { LockedContract, LockedReserve } from '../../kernel/lock.ts';
import { evolutionErrors } from '../errors.ts';
import { memberPointer } from './places.ts';
import type { Owner } from './places.ts';

type Numbered = Pick<LockedContract, 'fields' | 'reserved'>;

/** Numbers that Protocol Buffers keep for themselves (https://protobuf.dev/programming-guides/proto3/#assigning). */
const kept = { first: 19_000, last: 19_999 };

/** Numbers for the members of all owners: known ones keep theirs, new ones get the next, removed ones are reserved. Throws `FIELD_NAME_RESERVED`. */
export function numbered(contract: string, owners: readonly Owner[], before: Numbered): Numbered {
  const fields = new Map<string, number>();
  const reserved = new Map<string, LockedReserve>(Object.entries(before.reserved));
  for (const owner of owners) numberOwner(contract, owner, before.fields, fields, reserved);
  for (const [pointer, number] of Object.entries(before.fields)) if (!fields.has(pointer)) reserve(pointer, number, reserved);
  return { fields: sorted(fields), reserved: sorted(reserved) };
}

function numberOwner(contract: string, owner: Owner, before: Numbered['fields'], fields: Map<string, number>, reserved: ReadonlyMap<string, LockedReserve>): void {
  const prefix = memberPointer(owner, '');
  const place = `${owner.pointer}/${owner.member}`;
  const retired = reserved.get(place) ?? { numbers: [], names: [] };
  const known = Object.entries(before).filter(([pointer]) => pointer.startsWith(prefix) && !pointer.slice(prefix.length).includes('/'));
  let last = Math.max(0, ...known.map(([, number]) => number), ...retired.numbers);
  for (const name of owner.names) {
    const pointer = memberPointer(owner, name);
    if (retired.names.includes(name)) throw evolutionErrors.FIELD_NAME_RESERVED({ what: `"${name}" of ${contract} was removed before and comes back at ${pointer}.`, details: { contract, pointer } });
    const number = before[pointer] ?? next(last);
    last = Math.max(last, number);
    fields.set(pointer, number);
  }
}

function next(last: number): number {
  return last + 1 >= kept.first && last < kept.last ? kept.last + 1 : last + 1;
}

function reserve(pointer: string, number: number, reserved: Map<string, LockedReserve>): void {
  const end = pointer.lastIndexOf('/');
  const owner = pointer.slice(0, end);
  const name = pointer.slice(end + 1).replaceAll('~1', '/').replaceAll('~0', '~');
  const { numbers, names } = reserved.get(owner) ?? { numbers: [], names: [] };
  reserved.set(owner, { numbers: [...numbers, number].toSorted((a, b) => a - b), names: [...names, name].toSorted() });
}

/** By code unit, so that it is the same on every machine. */
function sorted<T>(entries: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

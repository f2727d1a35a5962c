import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Heap } from '../../../src/engines/memory/heap.ts';
import { LaneOwners } from '../../../src/engines/memory/lanes.ts';
import type { LaneMember } from '../../../src/engines/memory/lanes.ts';
import { SortedKeys } from '../../../src/engines/memory/sorted-keys.ts';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

test('a heap gives back what was added, in order', () => {
  fc.assert(fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 99 }) }, { weight: 2, arbitrary: fc.constant('take' as const) }), { maxLength: 200, size: 'max' }), (moves) => {
    const heap = new Heap<number>((a, b) => a - b);
    const model: number[] = [];
    for (const move of moves) {
      if (move === 'take') assert.equal(heap.take(), model.shift());
      else {
        heap.add(move);
        model.push(move);
        model.sort((a, b) => a - b);
      }
      assert.equal(heap.first, model[0]);
      assert.equal(heap.size, model.length);
    }
  }));
});

test('sorted keys behave as a list sorted by UTF-8 bytes', () => {
  const key = fc.array(fc.constantFrom('a', 'b', '/', '\u0000', 'é', '\ud7ff', '\ue000', '\uffee', '😀', '\u{10ffff}'), { maxLength: 3 }).map((letters) => letters.join(''));
  fc.assert(fc.property(fc.array(key), fc.array(key), key, fc.option(key, { nil: undefined }), fc.boolean(), (added, deleted, prefix, after, reverse) => {
    const keys = new SortedKeys();
    for (const each of added) keys.add(each);
    for (const each of deleted) keys.delete(each);
    const model = [...new Set(added)].filter((each) => !deleted.includes(each)).sort(byBytes);
    const within = model.filter((each) => each.startsWith(prefix) && (after === undefined || byBytes(each, after) > 0));
    assert.deepEqual([...keys.within(prefix, after, reverse)], reverse ? within.reverse() : within);
  }));
});

describe('lanes', () => {
  /** Keeps what it holds by what it is told, and lets go when the test says so. */
  class Member implements LaneMember {
    readonly held = new Set<number>();
    readonly gates: Array<() => void> = [];

    readonly leaving = new Set<number>();

    revoke(lanes: readonly number[]): Promise<void> {
      for (const lane of lanes) {
        assert.ok(!this.leaving.has(lane), 'A lane that is leaving already is not revoked again.');
        this.leaving.add(lane);
      }
      return new Promise((resolve) => { this.gates.push(resolve); });
    }

    lose(lanes: readonly number[]): void {
      for (const lane of lanes) assert.ok(this.held.delete(lane) && this.leaving.delete(lane), 'It lost what it held and was told to give.');
    }

    gain(lanes: readonly number[]): void {
      for (const lane of lanes) {
        assert.ok(!this.held.has(lane), 'It did not hold it before.');
        this.held.add(lane);
      }
    }
  }

  const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

  test('have one owner at a time and end evenly spread, whoever comes, goes and lets go when', async () => {
    const move = fc.oneof(fc.constant('join' as const), fc.record({ leaves: fc.nat() }), fc.record({ letsGo: fc.nat() }));
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.array(move, { maxLength: 30 }), async (lanes, moves) => {
      const owners = new LaneOwners<Member>(lanes);
      let members: Member[] = [];
      const check = (): void => {
        const held = members.flatMap((member) => [...member.held]);
        assert.equal(new Set(held).size, held.length, 'No lane is held twice.');
        for (const member of members) for (const lane of member.held) assert.ok(owners.holds(member, lane));
      };
      for (const each of moves) {
        if (each === 'join') {
          const member = new Member();
          members.push(member);
          owners.join(member);
        } else if (members.length > 0 && 'leaves' in each) {
          const member = members[each.leaves % members.length];
          members = members.filter((other) => other !== member);
          if (member !== undefined) owners.leave(member);
        } else if (members.length > 0 && 'letsGo' in each) {
          members[each.letsGo % members.length]?.gates.shift()?.();
          await settled();
        }
        check();
      }
      for (let open = members; open.some(({ gates }) => gates.length > 0); open = members) {
        for (const member of open) member.gates.shift()?.();
        await settled();
        check();
      }
      const sizes = members.map(({ held }) => held.size);
      if (members.length === 0) return;
      assert.equal(sizes.reduce((total, size) => total + size, 0), lanes, 'Every lane has an owner.');
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, `They are spread evenly: ${sizes.join(', ')}.`);
    }), { numRuns: 200 });
  });
});

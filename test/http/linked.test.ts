import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { Linked } from '../../src/http/linked.ts';
import type { Linkable } from '../../src/http/linked.ts';

interface Item extends Linkable<Item> {
  readonly name: number;
}

test('a linked list holds what a set would hold', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9))), (steps) => {
    const items: readonly Item[] = Array.from({ length: 10 }, (_, name) => ({ name, before: undefined, after: undefined }));
    const [list, set] = [new Linked<Item>(), new Set<Item>()];
    for (const [isIn, name] of steps) {
      const item = items[name];
      if (item === undefined || (isIn && set.has(item))) continue;
      if (isIn) set.add(item);
      else set.delete(item);
      if (isIn) list.add(item);
      else list.delete(item);
      assert.deepEqual(list.items().map((each) => each.name), [...set].map((each) => each.name).toReversed());
      assert.equal(list.empty, set.size === 0);
    }
  }));
});

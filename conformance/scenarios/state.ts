import assert from 'node:assert/strict';
import type { StateOperation } from '../../src/driver/state-store.ts';
import { refusedWith } from '../expect.ts';
import { scenario } from '../scenario.ts';
import type { Theme } from '../scenario.ts';
import type { World } from '../world.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined): string | undefined => value && new TextDecoder().decode(value);
const put = (key: string, value = key, more: Partial<Extract<StateOperation, { put: string }>> = {}): StateOperation => ({ collection: 'things', put: key, value: bytes(value), ...more });
const write = (world: World, ...state: readonly StateOperation[]): Promise<void> => world.open.commit({ state });
const keysOf = async (world: World, range: Partial<Parameters<World['state']['scan']>[1]> = {}): Promise<string[]> =>
  (await world.state.scan('things', { limit: 1_000, ...range })).map(({ key }) => key);

export const state: Theme = {
  name: 'state store',
  scenarios: [
    scenario('what was put is there, what was deleted is not', ['state'], async (world) => {
      await write(world, put('a', 'one'), put('b'));
      await write(world, put('a', 'two'), { collection: 'things', delete: 'b' });
      const entry = await world.state.get('things', 'a');
      assert.deepEqual([entry?.key, text(entry?.value), entry?.expiresAt], ['a', 'two', undefined]);
      assert.equal(await world.state.get('things', 'b'), undefined);
      assert.equal(await world.state.get('others', 'a'), undefined);
      await world.reopen();
      assert.equal(text((await world.state.get('things', 'a'))?.value), 'two');
    }),
    scenario('values are any bytes, empty ones too', ['state'], async (world) => {
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      await write(world, { collection: 'things', put: 'all', value: all }, { collection: 'things', put: 'none', value: new Uint8Array(0) });
      assert.deepEqual(Buffer.from((await world.state.get('things', 'all'))?.value ?? []), Buffer.from(all));
      assert.equal((await world.state.get('things', 'none'))?.value.length, 0);
    }),
    scenario('keys are in the order of their UTF-8 bytes', ['state'], async (world) => {
      const keys = ['b', 'a', 'a/1', 'a0', 'A', 'é', 'z', '\uffee', '😀', '\u{10ffff}', '日本', '', ' ', '~'];
      await write(world, ...keys.map((key) => put(key)));
      const expected = [...keys].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
      assert.deepEqual(await keysOf(world), expected);
      assert.deepEqual(await keysOf(world, { reverse: true }), [...expected].reverse());
    }),
    scenario('a scan keeps to its prefix, begins after its key and ends at its limit', ['state'], async (world) => {
      await write(world, ...['q/1', 'q/2', 'q/3', 'q0', 'q', 'r/1', 'q/😀', 'q/\uffee'].map((key) => put(key)));
      assert.deepEqual(await keysOf(world, { prefix: 'q/' }), ['q/1', 'q/2', 'q/3', 'q/\uffee', 'q/😀']);
      assert.deepEqual(await keysOf(world, { prefix: 'q/', after: 'q/1', limit: 2 }), ['q/2', 'q/3']);
      assert.deepEqual(await keysOf(world, { prefix: 'q/', reverse: true, limit: 2 }), ['q/😀', 'q/\uffee']);
      assert.deepEqual(await keysOf(world, { after: 'q0' }), ['r/1']);
      assert.deepEqual(await keysOf(world, { prefix: 'nothing' }), []);
      assert.equal(await world.state.count('things'), 8);
      assert.equal(await world.state.count('things', 'q/'), 5);
      assert.equal(await world.state.count('others'), 0);
    }),
    scenario('revisions grow with each write of a key', ['state'], async (world) => {
      const revisions: number[] = [];
      for (const value of ['one', 'two', 'three']) {
        await write(world, put('a', value));
        revisions.push((await world.state.get('things', 'a'))?.revision ?? 0);
      }
      assert.deepEqual(revisions, [...new Set(revisions)].sort((one, other) => one - other));
    }),
    scenario('a condition that does not hold refuses the write', ['state'], async (world) => {
      await write(world, put('a', 'one', { when: { absent: true } }));
      await refusedWith(write(world, put('a', 'two', { when: { absent: true } })), 'STATE_CONFLICT');
      const revision = (await world.state.get('things', 'a'))?.revision ?? 0;
      await write(world, put('a', 'three', { when: { revision } }));
      await refusedWith(write(world, put('a', 'four', { when: { revision } })), 'STATE_CONFLICT');
      await refusedWith(write(world, { collection: 'things', delete: 'a', when: { revision } }), 'STATE_CONFLICT');
      await refusedWith(write(world, put('b', 'new', { when: { revision: 1 } })), 'STATE_CONFLICT');
      assert.equal(text((await world.state.get('things', 'a'))?.value), 'three');
      await write(world, { collection: 'things', delete: 'a' }, put('a', 'again', { when: { absent: true } }));
      assert.equal(text((await world.state.get('things', 'a'))?.value), 'again', 'Operations of a unit see those before them.');
    }),
    scenario('of writes on the same condition at the same time one holds', ['state'], async (world) => {
      const writes = Array.from({ length: 20 }, (_, index) => write(world, put('once', `${index}`, { when: { absent: true } })));
      const outcomes = await world.soon(Promise.allSettled(writes), 'Twenty writes');
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    }),
    scenario('what has expired is not there', ['state'], async (world) => {
      const expiresAt = world.now() + 300;
      await write(world, put('soon', 'gone', { expiresAt }), put('stays'));
      assert.equal((await world.state.get('things', 'soon'))?.expiresAt, expiresAt);
      await world.pass(350);
      assert.equal(await world.state.get('things', 'soon'), undefined);
      assert.deepEqual(await keysOf(world), ['stays']);
      assert.equal(await world.state.count('things'), 1);
      await write(world, put('soon', 'new', { when: { absent: true } }));
      assert.equal(text((await world.state.get('things', 'soon'))?.value), 'new');
    }),
  ],
  refusals: {
    state: async (world) => assert.equal(world.open.state, undefined, 'An engine without "state" has no state store.'),
  },
};

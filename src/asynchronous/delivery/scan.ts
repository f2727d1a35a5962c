import type { StateEntry, StateStore } from '../../driver/state-store.ts';

const page = 500;

/** Every entry below a prefix, page by page. */
export async function* entriesOf(state: StateStore, collection: string, prefix: string): AsyncGenerator<StateEntry> {
  let after: string | undefined;
  for (;;) {
    const entries = await state.scan(collection, { prefix, limit: page, ...(after === undefined ? {} : { after }) });
    yield* entries;
    after = entries.at(-1)?.key;
    if (entries.length < page || after === undefined) return;
  }
}

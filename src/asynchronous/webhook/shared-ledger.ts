import { IsthmusError } from '../../kernel/error.ts';
import { gather } from './ledger.ts';
import type { Arriving, Ledger, LedgerParts } from './ledger.ts';
import { deliveryId, newGroup } from './record.ts';

/** For a state store into which other processes write too: each delivery is a unit that is refused where its id is known. */
export class SharedLedger implements Ledger {
  readonly #parts: LedgerParts;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
  }

  async load(): Promise<void> {
    // All that is known is in the store.
  }

  async store(arriving: Arriving): Promise<boolean> {
    const { records, host, endpoint, deduplicationWindow } = this.#parts;
    const group = newGroup(host.clock.now());
    const until = host.clock.now() + deduplicationWindow;
    const gathered = gather(this.#parts, group, [arriving]);
    gathered.add(host.stateEngine, { state: arriving.names.map((name) => records.remember(endpoint, name, deliveryId(group, 0), until)) });
    try {
      await host.commit(gathered.effects);
      return false;
    } catch (error) {
      if (error instanceof IsthmusError && error.code === 'STATE_CONFLICT') return true;
      throw error;
    }
  }
}

import type { Engine, EngineEnvironment, OpenEngine } from '../../driver/engine.ts';
import type { Capability } from '../../kernel/capability.ts';
import type { Json } from '../../kernel/schema.ts';
import { OpenMemory } from './open-engine.ts';
import type { MemoryOptions, Offered } from './options.ts';
import { offered } from './options.ts';
import { Refusals } from './refusals.ts';
import { Storage } from './storage.ts';

/**
 * The engine in memory. What it holds lives as long as this object: after `close` or `crash` it may be opened
 * again and has everything that was committed.
 */
export class MemoryEngine<R extends Capability = never> implements Engine<Offered<R>> {
  readonly kind = 'memory';
  readonly capabilities: Offered<R>;
  readonly limits = {};
  readonly inside = true;
  readonly options: Readonly<Record<string, Json>>;
  private readonly given: MemoryOptions<R>;
  private readonly opened = new Set<OpenMemory>();
  private storage: Storage | undefined;
  private crashed = false;

  constructor(options: MemoryOptions<R>) {
    this.capabilities = offered(options);
    this.given = options;
    this.options = { refuse: [...(options.refuse ?? [])] };
  }

  async open(environment: EngineEnvironment): Promise<OpenEngine> {
    this.storage ??= new Storage(this.given.clock ?? environment.clock);
    const open = new OpenMemory(this.storage, new Refusals(this.capabilities), this.crashed);
    this.crashed = false;
    this.opened.add(open);
    return open;
  }

  /**
   * Ends as a killed process does: what was committed stays, what was unsettled goes back as delivered once more, and
   * whoever still uses the old opening gets `ENGINE_CLOSED`. The next `open` says `recovered`.
   */
  crash(): void {
    for (const open of this.opened) open.crash();
    this.opened.clear();
    this.storage?.crash();
    this.crashed = true;
  }
}

/**
 * An engine that keeps everything in memory, for unit tests of apps: all capabilities, no files, no server. `clock` hands in a
 * time that the test moves by hand. Throws `OPTION_INVALID` for options that it does not have.
 */
export function memory<const R extends Capability = never>(options: MemoryOptions<R> = {}): MemoryEngine<R> {
  return new MemoryEngine(options);
}

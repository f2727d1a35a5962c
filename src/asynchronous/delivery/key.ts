import type { Event } from '../../kernel/contract.ts';

/** The key of an event's data. */
export function keyOf(contract: Event, data: unknown): string | undefined {
  return contract.key === undefined ? undefined : String((data as Record<string, unknown>)[contract.key]);
}

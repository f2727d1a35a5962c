import type { OpenEngine } from '../../driver/engine.ts';
import type { MethodHost } from '../../driver/method.ts';
import type { StateStore } from '../../driver/state-store.ts';
import { keyPart } from './envelope.ts';
import { entriesOf } from './scan.ts';

/** Where the state store remembers messages of other engines that were handled and not yet settled there. */
export const inbox = 'inbox';

export const inboxKey = (consumer: string, identity: string): string => `${consumer}/${keyPart(identity)}`;

/** What a consumer handled before, and its engine was not told. Only where the state is another engine's. */
export async function handledBefore(host: Pick<MethodHost, 'stateEngine'>, engine: OpenEngine, consumer: string): Promise<ReadonlySet<string>> {
  const handled = new Set<string>();
  if (engine === host.stateEngine) return handled;
  const prefix = `${consumer}/`;
  for await (const { key } of entriesOf(host.stateEngine.state as StateStore, inbox, prefix)) handled.add(decodeURIComponent(key.slice(prefix.length)));
  return handled;
}

import type { Capability } from '../kernel/capability.ts';
import type { Fault } from '../kernel/options.ts';
import type { Engine } from '../driver/engine.ts';
import type { PlannedLink } from '../driver/method.ts';

/** The engine that carries a link; `undefined`: none is needed. */
export function engineOf(fallback: Engine, link: PlannedLink): Engine | undefined {
  return link.method.engine === 'none' ? undefined : (link.method.engine ?? fallback);
}

/** What is asked of an engine must be offered by it. */
export function checkEngine(fallback: Engine, link: PlannedLink, path: string, faults: Fault[]): void {
  const engine = engineOf(fallback, link);
  if (engine === undefined) return;
  for (const { capability, because } of link.method.asks) {
    if (engine.capabilities[capability] !== 'refused') continue;
    faults.push({ path: `${path}.via`, message: refusal(capability, because, engine, fallback), code: 'CAPABILITY_REFUSED' });
  }
}

function refusal(capability: Capability, because: string, engine: Engine, fallback: Engine): string {
  const serving = fallback !== engine && fallback.capabilities[capability] !== 'refused' ? `the app's engine (${fallback.kind}) would serve` : 'the embedded engine would serve';
  return `${because} needs the capability "${capability}", which the engine ${engine.kind} refuses; ${serving}`;
}

/** All engines of the app with their names on the map: their kind, counted up where there are several of one kind. */
export function nameEngines(fallback: Engine, links: readonly PlannedLink[]): ReadonlyMap<Engine, string> {
  const names = new Map<Engine, string>();
  const counts = new Map<string, number>();
  for (const engine of [fallback, ...links.map((each) => engineOf(fallback, each))]) {
    if (engine === undefined || names.has(engine)) continue;
    const count = (counts.get(engine.kind) ?? 0) + 1;
    counts.set(engine.kind, count);
    names.set(engine, count === 1 ? engine.kind : `${engine.kind}-${count}`);
  }
  return names;
}

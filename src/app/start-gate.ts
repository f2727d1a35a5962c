/** Holds back every start of this process: `isthmus dev` loads the next version of an app while the one before still owns its directory. */
export interface StartGate {
  /** An app wants to start. */
  reached(): void;
  /** Resolves when apps may start. */
  readonly opened: Promise<void>;
}

// Shared by all copies of the package in one process: the command line and the app's file may have loaded different ones.
const mark = Symbol.for('isthmus.start-gate');
const shared = globalThis as { [mark]?: StartGate };

/** Sets the gate of this process. */
export function setStartGate(gate: StartGate): void {
  shared[mark] = gate;
}

/** Starts at once, or behind the gate where there is one. */
export async function behindGate<T>(start: () => Promise<T>): Promise<T> {
  const gate = shared[mark];
  if (gate === undefined) return start();
  gate.reached();
  await gate.opened;
  return start();
}
